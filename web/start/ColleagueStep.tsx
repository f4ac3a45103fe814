import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { Person } from '../../server/access/schema.ts'
import { OnceShown } from '../access/OnceShown.tsx'
import { InviteDialog } from '../access/PeopleDialogs.tsx'
import { get } from '../api.ts'
import { useFormat } from '../ui/FormatProvider.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Section } from '../ui/Pieces.tsx'
import { START_WORDS } from './start-words.ts'
import type { StepProps } from './use-start.ts'

/** The first colleague, by a link that is handed over. */
export function ColleagueStep({ done }: StepProps) {
  const words = useWords(START_WORDS)
  const format = useFormat()
  const [isOpen, setOpen] = useState(false)
  const [made, setMade] = useState<{ readonly name: string; readonly link: string }>()
  const people = useQuery({ queryKey: ['people'], queryFn: ({ signal }) => get<Person[]>('/api/people', {}, signal) })
  const count = people.data?.length ?? 1
  return (
    <Section title={words.colleagueTitle}>
      <p className="soft">{words.colleagueNote}</p>
      <p className="figures">{words.peopleThere({ n: format.count(count) })}</p>
      <div className="form-verbs">
        <Button type={count > 1 ? 'default' : 'primary'} onClick={() => setOpen(true)}>
          {words.invite}
        </Button>
        <Button type={count > 1 ? 'primary' : 'default'} onClick={() => done()}>
          {words.next}
        </Button>
      </div>
      <InviteDialog isOpen={isOpen} close={() => setOpen(false)} done={setMade} />
      <OnceShown
        value={made?.link}
        title={words.linkTitle({ name: made?.name ?? '' })}
        note={words.linkNote}
        close={() => setMade(undefined)}
      />
    </Section>
  )
}
