/** One post of a cascade; `parent` and `root` as ids that may be unknown. */
export type Link = { readonly id: string; readonly parent: string | null; readonly root: string | null }
export type Branch = { readonly id: string; readonly descendants: number; readonly direct: number }

/**
 * For every post that somebody answers or passes on: how many do so directly, and how many there are below it in all. A post whose
 * parent is not among the links hangs on its root. Links in a circle, which platforms do send, count nothing of the circle itself.
 * @returns most descendants first, then most direct ones, then by id
 */
export function countBranches(links: readonly Link[]): Branch[] {
  const index = new Map(links.map(({ id }, i) => [id, i]))
  const above = Int32Array.from(links, (link, i) => placeAbove(link, i, index))
  const direct = new Uint32Array(links.length)
  for (const parent of above) if (parent >= 0) direct[parent] = (direct[parent] ?? 0) + 1
  const below = sumUpwards(above, direct)
  const branches = links.map(({ id }, i) => ({ id, descendants: below[i] ?? 0, direct: direct[i] ?? 0 }))
  return branches
    .filter((branch) => branch.direct > 0)
    .sort((a, b) => b.descendants - a.descendants || b.direct - a.direct || (a.id < b.id ? -1 : 1))
}

function placeAbove({ parent, root }: Link, self: number, index: ReadonlyMap<string, number>): number {
  const at = (parent === null ? undefined : index.get(parent)) ?? (root === null ? undefined : index.get(root))
  return at === undefined || at === self ? -1 : at
}

/** From the leaves upwards, without recursion: cascades are deeper than a stack. What lies in a circle never becomes a leaf. */
function sumUpwards(above: Int32Array, direct: Uint32Array): Uint32Array {
  const below = new Uint32Array(above.length)
  const open = direct.slice()
  const ready: number[] = []
  for (let i = 0; i < above.length; i++) if (open[i] === 0) ready.push(i)
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    const parent = above[next] ?? -1
    if (parent < 0) continue
    below[parent] = (below[parent] ?? 0) + 1 + (below[next] ?? 0)
    const left = (open[parent] ?? 0) - 1
    open[parent] = left
    if (left === 0) ready.push(parent)
  }
  return below
}
