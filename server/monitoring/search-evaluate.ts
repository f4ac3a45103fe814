import type { Plan } from '../text/gram-plan.ts'
import { allBits, andBits, type Bits, noBits, orBits, withoutBits } from './search-bits.ts'

/** Documents that certainly hold, and those that may; the same object where the index decides alone. */
export type Sets = { readonly sure: Bits; readonly maybe: Bits }

/** @param listOf documents that have any gram of [from, to] */
export function evaluate(plan: Plan, docs: number, listOf: (from: number, to: number) => Bits): Sets {
  switch (plan.kind) {
    case 'all':
      return decided(allBits(docs))
    case 'none':
      return decided(noBits(docs))
    case 'key':
      return decided(listOf(plan.key, plan.key))
    case 'range':
      return decided(listOf(plan.from, plan.to))
    case 'and':
    case 'or': {
      const parts = plan.of.map((part) => evaluate(part, docs, listOf))
      const join = plan.kind === 'and' ? andBits : orBits
      return parts.reduce((a, b) => both(a, b, join))
    }
    case 'not': {
      const { sure, maybe } = evaluate(plan.of, docs, listOf)
      const all = allBits(docs)
      const not = withoutBits(all, maybe)
      return { sure: not, maybe: sure === maybe ? not : withoutBits(all, sure) }
    }
    case 'unsure':
      return { sure: noBits(docs), maybe: evaluate(plan.of, docs, listOf).maybe }
    default:
      return plan satisfies never
  }
}

function decided(bits: Bits): Sets {
  return { sure: bits, maybe: bits }
}

function both(a: Sets, b: Sets, join: (a: Bits, b: Bits) => Bits): Sets {
  const maybe = join(a.maybe, b.maybe)
  return { maybe, sure: a.sure === a.maybe && b.sure === b.maybe ? maybe : join(a.sure, b.sure) }
}
