import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'
import type { Me } from '../server/access/schema.ts'
import { ME_KEY, signInPath } from './access/me.ts'
import { get, Refusal } from './api.ts'
import { isPublic, makeRouter } from './routes.tsx'
import { ColourMode } from './ui/ColourMode.tsx'
import { LocaleProvider } from './ui/LocaleProvider.tsx'

/** What will not change by asking again. */
const FINAL = [
  'forbidden',
  'not-found',
  'sign-in-needed',
  'signed-out',
  'invalid',
  'expression-invalid',
  'link-used',
  'setup-done',
]

/** Whether there is a network says nothing about a server on this machine or in this house: what is asked goes out, and its failure is told. */
const ALWAYS = 'always'

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      const isOut = error instanceof Refusal && (error.code === 'sign-in-needed' || error.code === 'signed-out')
      // The frame asks who we are, and shows the sign-in page where nobody is.
      if (isOut && query.queryKey[0] !== 'me') void queries.invalidateQueries({ queryKey: ['me'] })
    },
  }),
  defaultOptions: {
    queries: {
      networkMode: ALWAYS,
      staleTime: 5000,
      retry: (failures, error) => failures < 2 && !(error instanceof Refusal && FINAL.includes(error.code)),
    },
    mutations: { networkMode: ALWAYS },
  },
})

/**
 * Who is signed in is asked before the first page is chosen: who is not gets the small sign-in page at once, without the large parts
 * of the page that could not be shown.
 */
async function chooseFirstPage(): Promise<void> {
  const { pathname, search } = location
  if (isPublic(pathname)) return
  try {
    queries.setQueryData(ME_KEY, await get<Me>('/api/me'))
  } catch (error) {
    const isOut = error instanceof Refusal && (error.code === 'sign-in-needed' || error.code === 'signed-out')
    if (isOut) history.replaceState(null, '', signInPath(pathname + search))
  }
}

await chooseFirstPage()
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <LocaleProvider>
      <ColourMode>
        <QueryClientProvider client={queries}>
          <RouterProvider router={makeRouter()} />
        </QueryClientProvider>
      </ColourMode>
    </LocaleProvider>
  </StrictMode>,
)
