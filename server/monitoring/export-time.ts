import { wallClock } from '../base/wall-clock.ts'

/** Writes times as 2026-03-02T10:00:00+08:00 in a zone: people read them at once, programs and spreadsheets know what is meant. */
export function timeWriter(zone: string): (at: string) => string {
  const wallOf = wallClock(zone)
  return (at) => {
    const moment = Date.parse(at)
    const wall = wallOf(moment)
    return `${new Date(wall).toISOString().slice(0, 19)}${offsetText(wall - moment)}`
  }
}

/** `+08:00`; with seconds where a zone of long ago has them. */
function offsetText(ms: number): string {
  const size = new Date(Math.abs(ms)).toISOString().slice(11, 19).replace(/:00$/, '')
  return `${ms < 0 ? '-' : '+'}${size}`
}
