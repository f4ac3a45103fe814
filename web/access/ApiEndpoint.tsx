import { Button } from 'antd'
import { useState } from 'react'
import { copyText } from '../ui/copy.ts'
import { useWords } from '../ui/LocaleProvider.tsx'
import { UI_WORDS } from '../ui/ui-words.ts'
import { type ApiEndpoint, type ApiSchema, curlOf, fieldsOf, shapeText } from './api-document.ts'
import { API_WORDS } from './api-words.ts'

/** One endpoint: closed a line, open all that a programmer needs. What is closed is not drawn: there are a hundred and more. */
export function ApiEndpointRow({ endpoint, server }: { readonly endpoint: ApiEndpoint; readonly server: string }) {
  const words = useWords(API_WORDS)
  const [isOpen, setOpen] = useState(false)
  const { method, path, summary, permission } = endpoint
  const needs = { public: words.public, 'signed-in': words.signedIn }[permission] ?? permission
  return (
    <details className="api-row" id={endpoint.id} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className="mono api-method">{method}</span>
        <code className="break">{path}</code>
        <span className="soft">
          {summary} · {needs}
        </span>
      </summary>
      {isOpen ? <Whole endpoint={endpoint} server={server} /> : null}
    </details>
  )
}

function Whole({ endpoint, server }: { readonly endpoint: ApiEndpoint; readonly server: string }) {
  const words = useWords(API_WORDS)
  const { parameters, body, answer, status } = endpoint
  return (
    <div className="api-body" translate="no">
      <Code text={curlOf(endpoint, server)} />
      {parameters.length > 0 ? (
        <>
          <h3>{words.parameters}</h3>
          <Fields
            rows={parameters.map(({ name, required, schema }) => ({
              name,
              isRequired: required,
              shape: shapeText(schema),
            }))}
          />
        </>
      ) : null}
      {body ? (
        <>
          <h3>{words.body}</h3>
          {body.schema ? <Shape schema={body.schema} example={body.example} /> : <p>{words.file}</p>}
        </>
      ) : null}
      <h3>
        {words.answer} {status}
      </h3>
      {answer ? <Shape schema={answer.schema} example={answer.example} /> : <p className="soft">{words.noAnswer}</p>}
    </div>
  )
}

function Shape({ schema, example }: { readonly schema: ApiSchema; readonly example: unknown }) {
  const words = useWords(API_WORDS)
  const fields = fieldsOf(schema)
  return (
    <>
      {example === undefined ? null : <Code text={JSON.stringify(example, null, 2)} />}
      {fields.length > 0 ? (
        <details>
          <summary>
            {words.fields} ({fields.length})
          </summary>
          <Fields rows={fields} />
        </details>
      ) : null}
    </>
  )
}

function Fields({ rows }: { readonly rows: ReturnType<typeof fieldsOf> }) {
  const words = useWords(API_WORDS)
  return (
    <div className="api-table">
      <table>
        <tbody>
          {rows.map(({ name, isRequired, shape }) => (
            <tr key={name}>
              <td>
                <code>{name}</code>
              </td>
              <td>
                <code>{shape}</code>
              </td>
              <td className="soft small">{isRequired ? words.required : null}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function Code({ text }: { readonly text: string }) {
  const ui = useWords(UI_WORDS)
  const [isCopied, setCopied] = useState(false)
  return (
    <div className="api-code">
      <pre className="code-block" translate="no">
        <code>{text}</code>
      </pre>
      <Button size="small" onClick={() => void copyText(text).then(setCopied)}>
        {isCopied ? ui.copied : ui.copy}
      </Button>
    </div>
  )
}
