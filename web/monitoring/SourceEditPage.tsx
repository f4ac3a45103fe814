import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import type { SourceKind, SourcePage } from '../../server/monitoring/source-schema.ts'
import { useMay } from '../access/me.ts'
import { get } from '../api.ts'
import { Asked, Trouble } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { PageHead } from '../ui/Pieces.tsx'
import { SourceEditor } from './SourceEditor.tsx'
import { useSourceKinds } from './SourceHealth.tsx'
import { SOURCE_WORDS } from './source-words.ts'

/** Changes the settings of a source that is asked. */
export function SourceEditPage() {
  const { sourceId = '' } = useParams()
  const may = useMay()
  const kinds = useSourceKinds()
  // Asked once: what is being typed must not be overtaken by a fresh answer.
  const page = useQuery({
    queryKey: ['sources', sourceId, 'settings'],
    queryFn: ({ signal }) => get<SourcePage>(`/api/sources/${sourceId}`, {}, signal),
    staleTime: 0,
    refetchOnWindowFocus: false,
  })
  if (!may('sources.manage')) return <Trouble error={{ code: 'forbidden' }} />
  return (
    <Asked query={kinds}>
      {(rows) => <Asked query={page}>{(data) => <Editing page={data} kinds={rows} />}</Asked>}
    </Asked>
  )
}

function Editing({ page, kinds }: { readonly page: SourcePage; readonly kinds: readonly SourceKind[] }) {
  const words = useWords(SOURCE_WORDS)
  const kind = kinds.find(({ id }) => id === page.source.kind)
  if (!kind) return <Trouble error={{ code: 'wrong-state' }} />
  return (
    <>
      <PageHead title={words.changeTitle({ name: page.source.name })} />
      <SourceEditor kind={kind} page={page} />
    </>
  )
}
