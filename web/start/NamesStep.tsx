import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { INDUSTRIES, type StartNames } from '../../server/access/start-schema.ts'
import { useMe } from '../access/me.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Labelled, Section } from '../ui/Pieces.tsx'
import { INDUSTRY_WORDS } from './complaint-words.ts'
import { START_WORDS } from './start-words.ts'
import { splitNames } from './suggestions.ts'
import type { StepProps } from './use-start.ts'

const FIELDS = ['brands', 'spellings', 'products', 'people'] as const
type Field = (typeof FIELDS)[number]

/** What others call the organisation, its products and those who stand for it. */
export function NamesStep({ start, done }: StepProps) {
  const words = useWords(START_WORDS)
  const industries = useWords(INDUSTRY_WORDS)
  const { organisation } = useMe()
  const [texts, setTexts] = useState<Readonly<Record<Field, string>>>(() => textsOf(start.names, organisation.name))
  const [industry, setIndustry] = useState<StartNames['industry']>(start.names?.industry ?? 'food')
  const [isTried, setTried] = useState(false)
  const brands = splitNames(texts.brands)
  const submit = () => {
    setTried(true)
    if (brands.length === 0) return
    const [spellings, products, people] = [texts.spellings, texts.products, texts.people].map(splitNames)
    done({ brands, spellings: spellings ?? [], products: products ?? [], people: people ?? [], industry })
  }
  return (
    <Section title={words.namesTitle}>
      <p className="soft">{words.namesNote}</p>
      {FIELDS.map((field) => (
        <Labelled key={field} text={words[field]}>
          <Input.TextArea
            value={texts[field]}
            onChange={(event) => setTexts({ ...texts, [field]: event.target.value })}
            placeholder={words[`${field}Hint`]}
            autoSize={{ minRows: 1, maxRows: 4 }}
            maxLength={1000}
            spellCheck={false}
          />
        </Labelled>
      ))}
      <Labelled text={words.industry}>
        <Select
          value={industry}
          onChange={setIndustry}
          options={INDUSTRIES.map((value) => ({ value, label: industries[value] }))}
        />
      </Labelled>
      {isTried && brands.length === 0 ? (
        <p className="refusal" role="alert">
          {words.namesMissing}
        </p>
      ) : null}
      <Button type="primary" onClick={submit}>
        {words.next}
      </Button>
    </Section>
  )
}

/** The organisation's own name is the first guess at a brand. */
function textsOf(names: StartNames | null, organisation: string): Record<Field, string> {
  const join = (list: readonly string[]) => list.join(', ')
  if (!names) return { brands: organisation, spellings: '', products: '', people: '' }
  const { brands, spellings, products, people } = names
  return { brands: join(brands), spellings: join(spellings), products: join(products), people: join(people) }
}
