/** All detectors. A new one is its file, its test and one line here. */
import type { Detector } from './contract.ts'
import { hotTopic } from './hot-topic.ts'
import { keyAccount } from './key-account.ts'
import { lexicon } from './lexicon.ts'
import { negativeShare } from './negative-share.ts'
import { platformJump } from './platform-jump.ts'
import { silence, silentFor } from './silence.ts'
import { slowDrift, volumeDrift } from './slow-drift.ts'
import { velocity } from './velocity.ts'
import { platformVolume, volume } from './volume.ts'

/** The states differ from member to member; whoever runs one hands its own state back to it. */
export const detectors: readonly Detector<unknown>[] = [
  volume,
  platformVolume,
  negativeShare,
  lexicon,
  slowDrift,
  volumeDrift,
  silence,
]

export const findDetector = (id: string): Detector<unknown> | undefined => detectors.find((each) => each.id === id)

/** Those that judge single posts and places on hot lists; each has looks of its own kind, so they are no list. */
export const signals = { keyAccount, velocity, platformJump, hotTopic } as const

/** What the detector of silence makes of what is counted by the hour: sources. */
export const silenceByHours: typeof silentFor = silentFor
