import { type Fold, type Folded, KINDS } from './fold.ts'

/**
 * Aho–Corasick over UTF-16 units (Aho & Corasick 1975). Transitions lie in one open hash table: a full table of states × characters
 * would take 150 MB for 5,000 Chinese words, and nearly every step starts at the root, which has a table of its own.
 */
export type Automaton = {
  /** unit → state after it from the root; 0 where no word begins so */
  readonly root: Int32Array
  readonly keyState: Int32Array
  readonly keyUnit: Uint16Array
  readonly target: Int32Array
  readonly mask: number
  readonly fail: Int32Array
  /** state → word that ends there, or -1 */
  readonly word: Int32Array
  /** state → nearest shorter state at which a word ends too, or 0 */
  readonly shorter: Int32Array
  readonly lengths: Uint16Array
}

type Node = { readonly next: Map<number, number>; word: number }

/** @param words distinct, not empty; their index is the number that `scan` reports */
export function buildAutomaton(words: readonly Uint16Array[]): Automaton {
  const nodes = plant(words)
  const edges = nodes.reduce((sum, node) => sum + node.next.size, 0)
  const size = 2 ** Math.ceil(Math.log2(Math.max(16, edges * 2)))
  const automaton: Automaton = {
    root: new Int32Array(65536),
    keyState: new Int32Array(size),
    keyUnit: new Uint16Array(size),
    target: new Int32Array(size),
    mask: size - 1,
    fail: new Int32Array(nodes.length),
    word: Int32Array.from(nodes, (node) => node.word),
    shorter: new Int32Array(nodes.length),
    lengths: Uint16Array.from(words, (word) => word.length),
  }
  for (const [state, node] of nodes.entries()) {
    for (const [unit, next] of node.next) {
      if (state === 0) automaton.root[unit] = next
      else insert(automaton, state, unit, next)
    }
  }
  linkFailures(automaton, nodes)
  return automaton
}

/**
 * Reports every word in a folded text that stands at the boundaries of a word: `mac` is not in `macau`, and `v1` not in `v15`;
 * between a letter and a digit, and beside Chinese, there is a boundary.
 * @param report word, index of its first unit, index behind its last
 */
export function scan(
  { root, fail, word, shorter, lengths, keyState, keyUnit, target, mask }: Automaton,
  fold: Fold,
  { units, length }: Folded,
  report: (word: number, start: number, end: number) => void,
): void {
  let state = 0
  for (let i = 0; i < length; i++) {
    const unit = units[i] as number
    for (;;) {
      if (state === 0) {
        state = root[unit] as number
        break
      }
      let slot = spread(state, unit) & mask
      while (keyState[slot] !== 0 && (keyState[slot] !== state || keyUnit[slot] !== unit)) slot = (slot + 1) & mask
      if (keyState[slot] !== 0) {
        state = target[slot] as number
        break
      }
      state = fail[state] as number
    }
    for (let at = state; at !== 0; at = shorter[at] as number) {
      const found = word[at] as number
      if (found < 0) continue
      const start = i + 1 - (lengths[found] as number)
      if (isApart(fold, units, start, length) && isApart(fold, units, i + 1, length)) report(found, start, i + 1)
    }
  }
}

/** Whether a word may begin or end between the units before and behind `at`. */
export function isApart(fold: Fold, units: Uint16Array, at: number, length: number): boolean {
  if (at <= 0 || at >= length) return true
  const before = fold.kind[units[at - 1] as number] as number
  return before < KINDS.letter || before !== fold.kind[units[at] as number]
}

function plant(words: readonly Uint16Array[]): Node[] {
  const nodes: Node[] = [{ next: new Map(), word: -1 }]
  for (const [index, word] of words.entries()) {
    let state = 0
    for (const unit of word) {
      const { next } = nodes[state] as Node
      let child = next.get(unit)
      if (child === undefined) {
        child = nodes.push({ next: new Map(), word: -1 }) - 1
        next.set(unit, child)
      }
      state = child
    }
    ;(nodes[state] as Node).word = index
  }
  return nodes
}

/** In order of depth, so that the failure of a parent is known before its children's. */
function linkFailures(automaton: Automaton, nodes: readonly Node[]): void {
  const { fail, word, shorter } = automaton
  const queue = [...(nodes[0] as Node).next.values()]
  for (const state of queue) {
    for (const [unit, child] of (nodes[state] as Node).next) {
      queue.push(child)
      let at = fail[state] as number
      while (at !== 0 && !(nodes[at] as Node).next.has(unit)) at = fail[at] as number
      fail[child] = (nodes[at] as Node).next.get(unit) ?? 0
    }
    const failed = fail[state] as number
    shorter[state] = (word[failed] as number) >= 0 ? failed : (shorter[failed] as number)
  }
}

function insert({ keyState, keyUnit, target, mask }: Automaton, state: number, unit: number, next: number): void {
  let slot = spread(state, unit) & mask
  while (keyState[slot] !== 0) slot = (slot + 1) & mask
  keyState[slot] = state
  keyUnit[slot] = unit
  target[slot] = next
}

function spread(state: number, unit: number): number {
  const mixed = Math.imul(state, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}
