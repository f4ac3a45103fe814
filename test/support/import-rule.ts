import path from 'node:path'
import { type Import, importsOf } from './source-text.ts'

/** Path from the repository's root → text. */
export type Tree = ReadonlyMap<string, string>

/** In this order: a later feature may call an earlier one, never the other way round. */
export const FEATURES = [
  'access',
  'oncall',
  'monitoring',
  'warning',
  'plans',
  'publishing',
  'inbox',
  'crises',
  'analytics',
  'recovery',
  'prevention',
  'backup',
]
export const FAMILIES = ['connectors', 'detectors', 'notifiers']
const PURE_FAMILIES = ['text', 'detectors']
const LAYERS = ['reads', 'store', 'actions', 'routes', 'jobs', 'commands']
/** Packages that only compute: a rule or a schema may use them. */
const PURE_PACKAGES = ['typebox']

type Place =
  | { readonly kind: 'base' | 'app' | 'top' | 'test' | 'elsewhere' | 'web' }
  | { readonly kind: 'family'; readonly family: string; readonly member: string }
  | { readonly kind: 'feature'; readonly feature: string; readonly layer: string }
  | { readonly kind: 'unknown' }

/**
 * Everything in the tree that breaks the import rule of ARCHITECTURE.md, as `path: what is wrong`. Tests may import what they like.
 * @param notRules files of a feature that are neither a reserved layer nor a pure rule, each with its reason
 */
export function brokenImports(tree: Tree, notRules: ReadonlyMap<string, string> = new Map()): string[] {
  const imports = new Map([...tree].map(([file, text]) => [file, resolveImports(file, text)]))
  const found: string[] = []
  for (const [file, targets] of imports) {
    const from = placeOf(file)
    if (from.kind === 'unknown') found.push(`${file}: not in a folder of the architecture`)
    for (const target of targets) {
      if (target.inside && !tree.has(target.path)) found.push(`${file}: imports ${target.path}, which does not exist`)
      else if (from.kind !== 'test') {
        const why = refuse(file, from, target)
        if (why) found.push(`${file}: imports ${target.path}, but ${why}`)
      }
    }
    if (!notRules.has(file) && isPure(file, from)) found.push(...impurities(file, imports))
  }
  return [...found, ...cycles(imports)]
}

type Target = { readonly path: string; readonly inside: boolean; readonly typeOnly: boolean }

function resolveImports(file: string, text: string): Target[] {
  return importsOf(text).map(({ from, typeOnly }: Import) => {
    const inside = from.startsWith('.')
    return { path: inside ? path.posix.join(path.posix.dirname(file), from) : from, inside, typeOnly }
  })
}

function placeOf(file: string): Place {
  const [top = '', folder = '', ...rest] = file.split('/')
  if (/\.test\.tsx?$/.test(file) || ['test', 'bench', 'scripts'].includes(top)) return { kind: 'test' }
  if (top === 'web') return { kind: 'web' }
  if (top !== 'server') return { kind: 'elsewhere' }
  if (folder === 'app.ts') return { kind: 'app' }
  if (rest.length === 0)
    return ['main.ts', 'cli.ts', 'routes.ts', 'jobs.ts'].includes(folder) ? { kind: 'top' } : { kind: 'unknown' }
  if (folder === 'base') return { kind: 'base' }
  if (folder === 'text' || FAMILIES.includes(folder)) {
    return { kind: 'family', family: folder, member: (rest[0] ?? '').replace(/\.ts$/, '') }
  }
  if (!FEATURES.includes(folder)) return { kind: 'unknown' }
  const name = path.posix.basename(file, '.ts')
  const layer = [...LAYERS, 'schema'].find((known) => name === known || name.endsWith(`-${known}`)) ?? 'rule'
  return { kind: 'feature', feature: folder, layer }
}

/** Why this import may not be; undefined when it may. */
function refuse(file: string, from: Place, target: Target): string | undefined {
  const to = target.inside ? placeOf(target.path) : undefined
  if (from.kind === 'web') return refuseWeb(file, target, to)
  if (!to) return undefined
  if (to.kind === 'test') return 'only tests may use tests'
  if (to.kind === 'web') return 'the server knows nothing of the pages'
  switch (from.kind) {
    case 'base':
      return to.kind === 'base' ? undefined : 'base knows nothing of us'
    case 'app':
      return to.kind === 'base' ? undefined : 'app knows only base'
    case 'family':
      return refuseFamily(from, to)
    case 'feature':
      return refuseFeature(from, to)
    case 'top':
      return undefined
    default:
      return undefined
  }
}

function refuseWeb(file: string, target: Target, to: Place | undefined): string | undefined {
  if (!to) return target.path.startsWith('node:') ? 'pages run in a browser' : undefined
  if (to.kind === 'web') {
    const outOfUi = file.startsWith('web/ui/') && !target.path.startsWith('web/ui/')
    return outOfUi ? 'web/ui knows no word of the handbook' : undefined
  }
  return to.kind === 'feature' && to.layer === 'schema' ? undefined : 'of the server the web sees only schema.ts'
}

function refuseFamily(from: Place & { kind: 'family' }, to: Place): string | undefined {
  if (to.kind === 'base') return undefined
  if (to.kind !== 'family') return `${from.family} knows only base, text and its contract`
  if (to.family === 'text') return undefined
  const sameMember = to.family === from.family && (to.member === from.member || to.member === 'contract')
  if (sameMember || (to.family === from.family && from.member === 'index')) return undefined
  return `a member of ${from.family} knows only base, text and its family's contract`
}

function refuseFeature(from: Place & { kind: 'feature' }, to: Place): string | undefined {
  if (to.kind === 'base' || to.kind === 'app') return undefined
  if (to.kind === 'family') {
    const meets = to.family === 'text' || to.member === 'contract' || to.member === 'index'
    return meets ? undefined : `a feature meets ${to.family} at their contract and registry`
  }
  if (to.kind !== 'feature') return 'a feature is wired by main, and does not reach for it'
  if (to.feature === from.feature) {
    const downwards = from.layer !== 'rule' || !LAYERS.includes(to.layer)
    return downwards ? undefined : 'a rule only computes: data comes in as arguments'
  }
  if (['store', 'routes', 'jobs', 'commands'].includes(to.layer))
    return `the ${to.layer} of ${to.feature} is its own affair`
  if (FEATURES.indexOf(to.feature) > FEATURES.indexOf(from.feature)) return `${to.feature} comes after ${from.feature}`
  if (from.layer === 'rule' && LAYERS.includes(to.layer)) return 'a rule only computes: data comes in as arguments'
  return undefined
}

function isPure(file: string, place: Place): boolean {
  if (place.kind === 'family') return PURE_FAMILIES.includes(place.family) && file.endsWith('.ts')
  return place.kind === 'feature' && (place.layer === 'rule' || place.layer === 'schema')
}

/** What a pure file reaches, by however many steps, that acts on the world: `node:` and packages. Types reach nothing. */
function impurities(file: string, imports: ReadonlyMap<string, readonly Target[]>): string[] {
  const found: string[] = []
  const seen = new Set([file])
  const walk = (at: string, way: string): void => {
    for (const target of imports.get(at) ?? []) {
      if (target.typeOnly || seen.has(target.path)) continue
      seen.add(target.path)
      if (target.inside) walk(target.path, `${way} → ${target.path}`)
      else if (!PURE_PACKAGES.some((name) => target.path === name || target.path.startsWith(`${name}/`))) {
        found.push(`${file}: must be pure, but reaches ${target.path}${way}`)
      }
    }
  }
  walk(file, '')
  return found
}

/** Each cycle once, named from its alphabetically first file. */
function cycles(imports: ReadonlyMap<string, readonly Target[]>): string[] {
  const done = new Set<string>()
  const found = new Set<string>()
  const walk = (file: string, way: string[]): void => {
    const start = way.indexOf(file)
    if (start >= 0) {
      const circle = way.slice(start)
      const first = circle.indexOf([...circle].sort()[0] ?? '')
      const turned = [...circle.slice(first), ...circle.slice(0, first)]
      found.add(`${turned[0]}: import cycle ${[...turned, turned[0]].join(' → ')}`)
    }
    if (start >= 0 || done.has(file)) return
    for (const target of imports.get(file) ?? [])
      if (target.inside && imports.has(target.path)) walk(target.path, [...way, file])
    done.add(file)
  }
  for (const file of imports.keys()) walk(file, [])
  return [...found]
}
