import { Button, Popconfirm } from 'antd'
import { Link, useParams } from 'react-router'
import type { ImportPage as Page } from '../../server/monitoring/import-schema.ts'
import { useMay } from '../access/me.ts'
import { Asked, RefusalText } from '../ui/Asked.tsx'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { PageHead } from '../ui/Pieces.tsx'
import { ImportFound } from './ImportFound.tsx'
import { ImportProgress } from './ImportProgress.tsx'
import { ImportRejects } from './ImportRejects.tsx'
import { ImportSending } from './ImportSending.tsx'
import { ImportSettings } from './ImportSettings.tsx'
import { namesOf, StateTag } from './ImportsPage.tsx'
import { ImportTrial } from './ImportTrial.tsx'
import { IMPORT_WORDS } from './import-words.ts'
import { type Progress, useImport, useImportVerbs } from './use-import.ts'

/** One import from the upload to the last row: what the files are, what they would come to, how far it is, what was refused. */
export function ImportPage() {
  const { importId = '' } = useParams()
  const { page, progress } = useImport(importId)
  return <Asked query={page}>{(found) => <Whole key={importId} page={found} progress={progress} />}</Asked>
}

function Whole({ page, progress }: { readonly page: Page; readonly progress: Progress }) {
  const words = useWords(IMPORT_WORDS)
  const format = useFormat()
  const { card, inspection } = page
  const may = useMay()('sources.manage')
  const { verb, settings } = useImportVerbs(card.id)
  const isBefore = card.startedAt === null && card.state !== 'cancelled'
  return (
    <>
      <PageHead
        title={namesOf(card, (n) => words.andMore({ n: format.count(n) }))}
        note={
          <>
            <StateTag state={card.state} /> <Link to="/import">{words.back}</Link>
          </>
        }
      >
        {may ? <Verbs page={page} act={verb.mutate} isBusy={verb.isPending} /> : null}
      </PageHead>
      {verb.error ? <RefusalText error={verb.error} /> : null}
      {card.state === 'uploading' ? <ImportSending page={page} /> : null}
      {card.state === 'uploading' ? null : <ImportProgress page={page} progress={progress} />}
      {inspection ? <ImportFound page={page} mayChange={may && isBefore} settings={settings} /> : null}
      {inspection && isBefore && may ? <ImportSettings key={inspection.at} page={page} settings={settings} /> : null}
      {inspection && isBefore ? (
        <ImportTrial page={page} begin={may ? () => verb.mutate('run') : undefined} isBusy={verb.isPending} />
      ) : null}
      {page.keptRejects > 0 ? <ImportRejects page={page} /> : null}
    </>
  )
}

type VerbsProps = {
  readonly page: Page
  readonly act: (name: 'run' | 'pause' | 'cancellation') => void
  readonly isBusy: boolean
}

function Verbs({ page, act, isBusy }: VerbsProps) {
  const words = useWords(IMPORT_WORDS)
  const { state, startedAt } = page.card
  const mayResume = state === 'paused' || (state === 'failed' && startedAt !== null)
  return (
    <>
      {mayResume ? (
        <Button type="primary" loading={isBusy} onClick={() => act('run')}>
          {words.resume}
        </Button>
      ) : null}
      {state === 'running' ? (
        <Button loading={isBusy} onClick={() => act('pause')}>
          {words.pause}
        </Button>
      ) : null}
      {state === 'done' || state === 'cancelled' ? null : (
        <Popconfirm
          title={words.cancelWhat}
          okText={words.cancelImport}
          cancelText={words.keep}
          okButtonProps={{ danger: true }}
          onConfirm={() => act('cancellation')}
        >
          <Button danger>{words.cancelImport}</Button>
        </Popconfirm>
      )}
    </>
  )
}
