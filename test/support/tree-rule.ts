import path from 'node:path'
import { FAMILIES, type Tree } from './import-rule.ts'
import { functionsOf, importsOf, topLevelState } from './source-text.ts'

const MOST_LINES = 400
const MOST_FUNCTION_LINES = 60
const BANNED =
  /^(?:utils?|helpers?|common|misc|shared|manager|service|handler|core|types)$|-(?:utils?|helpers?|types|v\d+|new|old)$/
const REGISTRIES = FAMILIES.map((family) => `server/${family}/index.ts`)

/** Everything in the tree that breaks the rules on names, sizes, state and registries, as `path: what is wrong`. */
export function brokenShapes(tree: Tree): string[] {
  return [...tree]
    .flatMap(([file, text]) => [...names(file), ...sizes(file, text), ...state(file, text)])
    .concat(missingMembers(tree))
}

/** Paths in backticks of a document such as ARCHITECTURE.md that do not exist. Patterns (`<feature>`, `*`, `…`) are not paths. */
export function missingPaths(document: string, exists: (file: string) => boolean): string[] {
  const named = [...document.matchAll(/`((?:server|web|test|bench|scripts|docs)\/[^`\s]+|[\w.-]+\.(?:mjs|md|json))`/g)]
  const paths = named.map(([, file = '']) => file.replace(/[#:].*$/, '')).filter((file) => !/[<>*…{}]/.test(file))
  return [...new Set(paths)].filter((file) => !exists(file))
}

function names(file: string): string[] {
  const parts = file.split('/')
  const stem = path.posix.basename(file).replace(/(\.test)?\.[a-z]+$/, '')
  const found: string[] = []
  for (const name of [...parts.slice(0, -1), stem])
    if (BANNED.test(name.toLowerCase())) found.push(`${file}: banned name ${name}`)
  if (stem === 'index' && !REGISTRIES.includes(file) && file !== 'web/index.html') {
    found.push(`${file}: index files are for the three registries`)
  }
  const isPage = file.endsWith('.tsx') && !['main', 'routes'].includes(stem)
  if (isPage && !/^[A-Z]\w*$/.test(stem)) found.push(`${file}: React files are PascalCase`)
  if (!isPage && !/^[a-z0-9]+(-[a-z0-9]+)*(\.config)?$/.test(stem)) found.push(`${file}: files are kebab-case`)
  const deepest = FAMILIES.includes(parts[1] ?? '') ? 4 : 3
  if (parts[0] === 'server' && parts.length > deepest) found.push(`${file}: deeper than server/<feature>/<file>`)
  return found
}

function sizes(file: string, text: string): string[] {
  if (text.startsWith('// table')) return []
  const lines = text.trimEnd().split('\n').length
  const long = functionsOf(text).filter((each) => each.lines > MOST_FUNCTION_LINES)
  return [
    ...(lines > MOST_LINES ? [`${file}: ${lines} lines, more than ${MOST_LINES}`] : []),
    ...long.map((each) => `${file}:${each.line}: a function of ${each.lines} lines, more than ${MOST_FUNCTION_LINES}`),
  ]
}

function state(file: string, text: string): string[] {
  if (!file.startsWith('server/')) return []
  return topLevelState(text).map((line) => `${file}:${line}: state in a module; make it in main.ts and hand it on`)
}

/** A member that its registry does not import would exist for nobody. */
function missingMembers(tree: Tree): string[] {
  return FAMILIES.flatMap((family) => {
    const registry = `server/${family}/index.ts`
    const listed = importsOf(tree.get(registry) ?? '').map(({ from }) => from.split('/')[1]?.replace(/\.ts$/, ''))
    const files = [...tree.keys()].filter((file) => file.startsWith(`server/${family}/`) && !file.endsWith('.test.ts'))
    const members = new Set(files.map((file) => (file.split('/')[2] ?? '').replace(/\.ts$/, '')))
    return [...members]
      .filter((member) => member !== 'contract' && member !== 'index' && !listed.includes(member))
      .map((member) => `server/${family}/${member}: not in ${registry}`)
  })
}
