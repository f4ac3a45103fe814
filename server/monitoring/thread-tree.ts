import { chainOf } from '../connectors/contract/repost-chain.ts'
import { countBranches } from './cascade.ts'
import { REPOST } from './codes.ts'

/** One stored post of a thread. */
export type ThreadRow = {
  readonly id: string
  readonly parentId: string | null
  readonly at: Date
  readonly kind: number
  readonly authorName: string
  /** only where it may hold a chain `//@A:…` */
  readonly text: string | null
  /** what its sender said of the parent: `derived` concluded, `unknown` only the root is known; null: told */
  readonly how: 'derived' | 'unknown' | null
}
/** `given`: by id; `inferred`: concluded, by the importer or here from the chain; `unknown`: only the root is known */
export type Edge = 'given' | 'inferred' | 'unknown'
export type ThreadNode = {
  readonly id: string
  /** the root's own is null */
  readonly parentId: string | null
  readonly edge: Edge
  /** posts between it and its parent that were not collected */
  readonly missing: number
  /** there may be more than that */
  readonly isAtLeast: boolean
  readonly depth: number
  readonly direct: number
  readonly descendants: number
}
export type ThreadTree = {
  readonly nodes: ReadonlyMap<string, ThreadNode>
  /** largest first */
  readonly children: ReadonlyMap<string, readonly string[]>
  readonly depth: number
}

type Placed = { readonly parentId: string; readonly edge: Edge; readonly missing: number; readonly isAtLeast: boolean }
type Told = ThreadRow & { readonly own: string }

/** Of the posts of a busy name only the latest before it are compared. */
const MOST_COMPARED = 50
const QUOTED = 20

/**
 * The tree of a thread: by ids where they are told, by the chain `//@A:…//@B:…` where only the root is (Weibo tells no more), and gaps
 * where what lies between was not collected. Everything hangs together: what leads nowhere, or round in a circle, hangs on the root.
 * @param rows in the order of time; the root may be missing among them
 */
export function growTree(rows: readonly ThreadRow[], rootId: string): ThreadTree {
  const told = rows.map((row) => ({ ...row, own: ownOf(row) }))
  const byId = new Map(told.map((row) => [row.id, row]))
  const byName = Map.groupBy(told, ({ authorName }) => authorName)
  const placed = new Map<string, Placed>()
  for (const row of told) if (row.id !== rootId) placed.set(row.id, place(row, rootId, byId, byName))
  cutCircles(placed, rootId)
  return measure(placed, rootId, byId)
}

function ownOf({ text }: ThreadRow): string {
  return text === null ? '' : chainOf(text).own.slice(0, QUOTED)
}

function place(
  row: Told,
  rootId: string,
  byId: ReadonlyMap<string, Told>,
  byName: ReadonlyMap<string, readonly Told[]>,
): Placed {
  const { parentId, how } = row
  const chain = row.text === null ? [] : chainOf(row.text).passedOn
  if (parentId !== null && parentId !== rootId && how !== 'unknown') {
    const edge = how === null ? 'given' : 'inferred'
    if (byId.has(parentId)) return { parentId, edge, missing: 0, isAtLeast: false }
    // What it hangs on was not collected; the chain may name who stands above that.
    const above = chain.length > 1 ? byChain(row, chain.slice(1), rootId, byId, byName) : undefined
    if (above) return { ...above, missing: above.missing + 1 }
    return { parentId: rootId, edge, missing: 1, isAtLeast: true }
  }
  // A chain says that it came through others, even where the sender put it below the root.
  const found = chain.length > 0 ? byChain(row, chain, rootId, byId, byName) : undefined
  if (found) return found
  // A repost without a chain passed the root itself on; a comment may answer another one.
  const isOfRoot = row.kind === REPOST || (parentId === rootId && how === null)
  return { parentId: rootId, edge: isOfRoot ? 'given' : 'unknown', missing: 0, isAtLeast: false }
}

function byChain(
  row: Told,
  chain: readonly { readonly name: string; readonly text: string }[],
  rootId: string,
  byId: ReadonlyMap<string, Told>,
  byName: ReadonlyMap<string, readonly Told[]>,
): Placed {
  for (const [missing, { name, text }] of chain.entries()) {
    const parent = latestOf(row, byName.get(name) ?? [], text)
    if (parent) return { parentId: parent.id, edge: 'inferred', missing, isAtLeast: false }
    if (name === byId.get(rootId)?.authorName) return { parentId: rootId, edge: 'inferred', missing, isAtLeast: false }
  }
  return { parentId: rootId, edge: 'inferred', missing: chain.length, isAtLeast: false }
}

/** The one whose words are quoted, else the newest before it. @param named in the order of time */
function latestOf({ id, at }: Told, named: readonly Told[], quoted: string): Told | undefined {
  const end = countUntil(named, at)
  const earlier = named.slice(Math.max(0, end - MOST_COMPARED), end).filter((each) => each.id !== id)
  return earlier.findLast(({ own }) => own !== '' && quoted.startsWith(own)) ?? earlier.at(-1)
}

/** How many of them, which are in the order of time, were posted by then. */
function countUntil(rows: readonly Told[], at: Date): number {
  let [from, to] = [0, rows.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((rows[middle]?.at ?? at) <= at) from = middle + 1
    else to = middle
  }
  return from
}

/** Platforms do send circles, and two reposts of one second may each quote the other. */
function cutCircles(placed: Map<string, Placed>, rootId: string): void {
  const done = new Set([rootId])
  for (const start of placed.keys()) {
    const way = new Set<string>()
    let at = start
    while (!done.has(at) && !way.has(at)) {
      way.add(at)
      at = placed.get(at)?.parentId ?? rootId
    }
    if (way.has(at)) placed.set(at, { parentId: rootId, edge: 'unknown', missing: 0, isAtLeast: false })
    for (const id of way) done.add(id)
  }
}

function measure(placed: ReadonlyMap<string, Placed>, rootId: string, byId: ReadonlyMap<string, Told>): ThreadTree {
  const links = [{ id: rootId, parent: null, root: null }]
  const all = [...links, ...[...placed].map(([id, { parentId }]) => ({ id, parent: parentId, root: rootId }))]
  const branches = new Map(countBranches(all).map((branch) => [branch.id, branch]))
  const children = new Map<string, string[]>()
  for (const [id, { parentId }] of placed) {
    const others = children.get(parentId)
    if (others) others.push(id)
    else children.set(parentId, [id])
  }
  const sizeOf = (id: string): number => branches.get(id)?.descendants ?? 0
  const timeOf = (id: string): number => byId.get(id)?.at.getTime() ?? 0
  for (const ids of children.values()) {
    ids.sort((a, b) => sizeOf(b) - sizeOf(a) || timeOf(a) - timeOf(b) || (a < b ? -1 : 1))
  }
  const nodes = new Map<string, ThreadNode>()
  const root = { parentId: null, edge: 'given', missing: 0, isAtLeast: false } as const
  let level = [rootId]
  let depth = -1
  for (; level.length > 0; level = level.flatMap((id) => children.get(id) ?? [])) {
    depth++
    for (const id of level) {
      const { direct = 0, descendants = 0 } = branches.get(id) ?? {}
      nodes.set(id, { id, ...(placed.get(id) ?? root), depth, direct, descendants })
    }
  }
  return { nodes, children, depth }
}

/** Ids from the root down to a post, both included. */
export function wayTo({ nodes }: ThreadTree, id: string): string[] {
  const way: string[] = []
  for (let at = nodes.get(id); at; at = at.parentId === null ? undefined : nodes.get(at.parentId)) way.unshift(at.id)
  return way
}

export type SpreadStep = { readonly at: Date; readonly reposts: number; readonly comments: number }

/** How many had passed it on and answered it by then, at evenly spaced moments from the first to the last. */
export function spreadOf(rows: readonly Pick<ThreadRow, 'at' | 'kind'>[], steps: number): SpreadStep[] {
  const [first, last] = [rows[0]?.at.getTime() ?? 0, rows.at(-1)?.at.getTime() ?? 0]
  const count = Math.max(1, Math.min(steps, Math.ceil((last - first) / 60_000)))
  const spread: SpreadStep[] = []
  let [next, reposts, comments] = [0, 0, 0]
  for (let step = 0; step <= count; step++) {
    const at = new Date(first + Math.round(((last - first) * step) / count))
    for (let row = rows[next]; row && row.at <= at; row = rows[++next]) {
      if (row.kind === REPOST) reposts++
      else if (next > 0) comments++
    }
    spread.push({ at, reposts, comments })
  }
  return spread
}
