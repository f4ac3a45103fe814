import { useId } from 'react'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Tag } from '../ui/Pieces.tsx'
import { CRISIS_WORDS } from './words.ts'

export type Choice = { readonly value: string; readonly name: string }

/** One of few, all seen at once; the proposed one is named, and why. */
export function Choices(props: {
  readonly title: string
  readonly choices: readonly Choice[]
  readonly value: string
  readonly proposed?: string
  readonly choose: (value: string) => void
  readonly reasons: readonly string[]
}) {
  const words = useWords(CRISIS_WORDS)
  const name = useId()
  return (
    <fieldset className="field choice-field">
      <legend>{props.title}</legend>
      <div className="choice-row">
        {props.choices.map((choice) => (
          <label key={choice.value} className={choice.value === props.value ? 'choice choice-on' : 'choice'}>
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === props.value}
              onChange={() => props.choose(choice.value)}
            />
            <span>{choice.name}</span>
            {choice.value === props.proposed ? <Tag kind="plain">{words.proposed}</Tag> : null}
          </label>
        ))}
      </div>
      {props.reasons.length > 0 ? (
        <ul className="reasons">
          {props.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      ) : null}
    </fieldset>
  )
}
