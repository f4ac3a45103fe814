import type { Disk } from './disk.ts'
import type { Pressure } from './pressure.ts'

/** Whether there is room for more, before it is taken in. */
export type Load = {
  /** how much is being taken in at this moment */
  readonly pressure: Pressure
  /** how much room the data folder has */
  readonly disk: Disk
}
