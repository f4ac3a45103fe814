import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import type { Person } from '../../server/access/schema.ts'
import type { CrisisPage } from '../../server/crises/schema.ts'
import { useMay } from '../access/me.ts'
import { get } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section, Tag } from '../ui/Pieces.tsx'
import { LevelTag } from '../warning/LevelTag.tsx'
import { REASON_WORDS, sayReason } from './reason-words.ts'
import { WriteDialog } from './WriteDialog.tsx'
import { CRISIS_WORDS } from './words.ts'

type Props = { readonly page: CrisisPage }

export function CommanderPanel({ page }: Props) {
  const words = useWords(CRISIS_WORDS)
  const may = useMay()
  const [isOpen, setOpen] = useState(false)
  const [personId, setPerson] = useState<string>()
  const people = useQuery({
    queryKey: ['people'],
    queryFn: ({ signal }) => get<Person[]>('/api/people', {}, signal),
    enabled: isOpen,
  })
  const able = (people.data ?? []).filter(({ roles, isDisabled }) => roles.includes('commander') && !isDisabled)
  return (
    <Section title={words.commander}>
      <p className="person-line">{page.crisis.commander?.name ?? words.noCommander}</p>
      {may('crises.lead') ? <Button onClick={() => setOpen(true)}>{words.changeCommander}</Button> : null}
      <WriteDialog
        isOpen={isOpen}
        close={() => setOpen(false)}
        title={words.changeCommander}
        hint={words.levelWhy}
        verb={words.changeCommander}
        crisisId={page.crisis.id}
        method="PUT"
        noun="commander"
        isReady={personId !== undefined}
        bodyOf={(reason) => ({ personId, reason })}
      >
        <Select
          className="wide"
          value={personId ?? null}
          onChange={(id: string) => setPerson(id)}
          loading={people.isPending}
          placeholder={words.commander}
          aria-label={words.commander}
          options={able.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </WriteDialog>
    </Section>
  )
}

export function LevelPanel({ page }: Props) {
  const words = useWords(CRISIS_WORDS)
  const said = useWords(REASON_WORDS)
  const format = useFormat()
  const may = useMay()
  const { crisis } = page
  const [isOpen, setOpen] = useState(false)
  const [level, setLevel] = useState(crisis.level)
  const names = [words.level1, words.level2, words.level3]
  return (
    <Section title={words.level}>
      <p className="row-tags">
        <LevelTag level={crisis.level} />
        {crisis.isLevelProvisional ? <Tag kind="plain">{words.provisional}</Tag> : null}
      </p>
      {may('crises.lead') ? (
        <Button onClick={() => setOpen(true)}>
          {crisis.isLevelProvisional ? words.confirmLevel : words.changeLevel}
        </Button>
      ) : null}
      {page.levelReasons.length > 0 ? (
        <details className="small">
          <summary>{words.levelReasons}</summary>
          <ul className="reasons">
            {[...page.levelReasons].reverse().map((reason) => (
              <li key={reason.code}>{sayReason(reason, said, format)}</li>
            ))}
          </ul>
        </details>
      ) : null}
      <WriteDialog
        isOpen={isOpen}
        close={() => setOpen(false)}
        title={words.changeLevel}
        hint={words.levelWhy}
        verb={level === crisis.level ? words.confirmLevel : words.changeLevel}
        crisisId={crisis.id}
        method="PUT"
        noun="level"
        bodyOf={(reason) => ({ level, reason })}
      >
        <Select
          className="wide"
          value={level}
          onChange={setLevel}
          aria-label={words.level}
          options={names.map((label, index) => ({ value: index + 1, label }))}
        />
      </WriteDialog>
    </Section>
  )
}
