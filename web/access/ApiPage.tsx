import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { get } from '../api.ts'
import { Asked } from '../ui/Asked.tsx'
import { useWords } from '../ui/LocaleProvider.tsx'
import { Empty, PageHead, Section } from '../ui/Pieces.tsx'
import { ApiEndpointRow, Code } from './ApiEndpoint.tsx'
import { API_FEATURES, type ApiDocument, endpointsOf, featureOf, findEndpoints } from './api-document.ts'
import { API_FEATURE_WORDS, API_WORDS } from './api-words.ts'
import { useMay } from './me.ts'

const DOCUMENT = '/api/openapi.json'
const ERROR = { error: { code: 'invalid', field: 'name', reason: 'is empty', requestId: '019cac46-…' } }

/** Every endpoint with what it takes and gives, made from the same description that programs read. */
export function ApiPage() {
  const words = useWords(API_WORDS)
  const may = useMay()
  const document = useQuery({
    queryKey: ['openapi'],
    queryFn: ({ signal }) => get<ApiDocument>(DOCUMENT, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <>
      <PageHead title={words.title} note={words.note}>
        <a href={DOCUMENT} className="plain-link">
          {words.document}
        </a>
        {may('tokens.manage') ? (
          <Link to="/administration/tokens" className="primary-link">
            {words.makeToken}
          </Link>
        ) : null}
      </PageHead>
      <Section title={words.how}>
        <p>{words.howToken}</p>
        <p>{words.howBody}</p>
        <p>{words.howLimit}</p>
        <p>{words.howLive}</p>
      </Section>
      <Asked query={document}>{(data) => <Endpoints document={data} />}</Asked>
    </>
  )
}

function Endpoints({ document }: { readonly document: ApiDocument }) {
  const words = useWords(API_WORDS)
  const features = useWords(API_FEATURE_WORDS)
  const [search, setSearch] = useSearchParams()
  const sought = search.get('q') ?? ''
  const found = Map.groupBy(findEndpoints(endpointsOf(document), sought), ({ path }) => featureOf(path))
  const server = document.servers[0]?.url ?? ''
  return (
    <>
      <Input.Search
        className="api-search"
        allowClear
        value={sought}
        placeholder={words.search}
        aria-label={words.search}
        onChange={({ target }) => setSearch(target.value === '' ? {} : { q: target.value }, { replace: true })}
      />
      {found.size === 0 ? <Empty title={words.none} /> : null}
      {API_FEATURES.map((feature) => {
        const rows = found.get(feature) ?? []
        return rows.length === 0 ? null : (
          <Section key={feature} title={features[feature]} aside={rows.length}>
            {rows.map((endpoint) => (
              <ApiEndpointRow key={endpoint.id} endpoint={endpoint} server={server} />
            ))}
          </Section>
        )
      })}
      <Errors codes={document['x-refusals']} />
    </>
  )
}

function Errors({ codes }: { readonly codes: ApiDocument['x-refusals'] }) {
  const words = useWords(API_WORDS)
  const byStatus = Map.groupBy(Object.entries(codes), ([, status]) => status)
  const rows = [...byStatus].sort(([one], [other]) => one - other)
  return (
    <Section title={words.errors}>
      <p className="soft">{words.errorsNote}</p>
      <Code text={JSON.stringify(ERROR, null, 2)} />
      <ul className="plain-list" translate="no">
        {rows.map(([status, each]) => (
          <li key={status}>
            <strong className="figures">{status}</strong> <code>{each.map(([code]) => code).join(', ')}</code>
          </li>
        ))}
      </ul>
    </Section>
  )
}
