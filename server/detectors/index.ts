/** All detectors. A new one is its file, its test and one line here. */
import type { Detector } from './contract.ts'
import { negativeShare } from './negative-share.ts'
import { volume } from './volume.ts'

/** The states differ from member to member; whoever runs one hands its own state back to it. */
export const detectors: readonly Detector<unknown>[] = [volume, negativeShare]

export const findDetector = (id: string): Detector<unknown> | undefined => detectors.find((each) => each.id === id)
