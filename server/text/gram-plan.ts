import type { Expression } from './expression.ts'
import type { Fold } from './fold.ts'
import { type GramNeed, needOfWord } from './grams.ts'

/**
 * What the index can say about a condition. Each node stands for two sets of posts: those that certainly hold, and those that may.
 * Where they differ, texts must be read; exclusions turn them round, so neither side ever loses a post.
 */
export type Plan =
  | { readonly kind: 'all' | 'none' }
  | { readonly kind: 'key'; readonly key: number }
  /** any key from `from` to `to` */
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Plan[] }
  | { readonly kind: 'not'; readonly of: Plan }
  /** those that hold may; none certainly */
  | { readonly kind: 'unsure'; readonly of: Plan }

const NONE: Plan = { kind: 'none' }

export function planOf(fold: Fold, expression: Expression): Plan {
  switch (expression.kind) {
    case 'word':
      return planOfNeed(needOfWord(fold, expression.word))
    case 'not':
      return { kind: 'not', of: planOf(fold, expression.of) }
    case 'and':
    case 'or':
      return { kind: expression.kind, of: expression.of.map((part) => planOf(fold, part)) }
    default:
      return expression satisfies never
  }
}

export function planOfNeed(need: GramNeed | undefined): Plan {
  if (!need) return NONE
  const of: Plan[] = [
    ...need.keys.map((key) => ({ kind: 'key', key }) as const),
    ...need.ranges.map(([from, to]) => ({ kind: 'range', from, to }) as const),
  ]
  const [only] = of
  const all: Plan = only === undefined ? { kind: 'all' } : of.length === 1 ? only : { kind: 'and', of }
  return need.isExact ? all : { kind: 'unsure', of: all }
}

/** All keys and ranges that the plan asks for, as ranges. */
export function rangesOf(plan: Plan): (readonly [number, number])[] {
  switch (plan.kind) {
    case 'all':
    case 'none':
      return []
    case 'key':
      return [[plan.key, plan.key]]
    case 'range':
      return [[plan.from, plan.to]]
    case 'and':
    case 'or':
      return plan.of.flatMap(rangesOf)
    case 'not':
    case 'unsure':
      return rangesOf(plan.of)
    default:
      return plan satisfies never
  }
}
