import type { CollectInput, ReadContext } from '../contract.ts'
import { createRepostIndex } from './repost-chain.ts'
import { createDayReader, createTimeReader } from './times.ts'
import { createZone } from './zone.ts'

/** What rows of an answer are read with: its times are those of the source's zone, `5 分钟前` is before now. */
export function collectContext({ zone: name, now }: Pick<CollectInput, 'zone' | 'now'>): ReadContext {
  const zone = createZone(name)
  return {
    time: createTimeReader(zone, now),
    dayOf: createDayReader(zone),
    crawledAt: now,
    authors: new Map(),
    reposts: createRepostIndex(),
  }
}
