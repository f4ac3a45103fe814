/** What processes cost, read from /proc: Linux only, elsewhere nothing is claimed (NaN). */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const TICKS_A_SECOND = 100

/** The postmaster of a data folder and its children. */
export function databaseFamily(dataFolder: string): number[] {
  const postmaster = Number(readText(join(dataFolder, 'postmaster.pid'))?.split('\n')[0])
  const all = readText('/proc/self/stat') === undefined ? [] : readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return [postmaster, ...all.map(Number).filter((pid) => Number(statOf(pid)?.[1]) === postmaster)]
}

/** Processor time so far, with that of children which have ended. */
export function cpuSeconds(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const [utime, stime, ended, endedSystem] = statOf(pid)?.slice(11, 15).map(Number) ?? []
    return (utime ?? Number.NaN) + (stime ?? 0) + (ended ?? 0) + (endedSystem ?? 0)
  })
  return ticks.reduce((sum, each) => sum + each, 0) / TICKS_A_SECOND
}

/** The same where processes come and go, as those of the database do: those that have gone meanwhile are left out. */
export function processors(pids: readonly number[]): number {
  return pids.map((pid) => cpuSeconds([pid])).reduce((sum, each) => sum + (Number.isNaN(each) ? 0 : each), 0)
}

/** @returns how many cores other work on this machine has taken since, which tells how far a figure can be trusted */
export function watchOthers(ours: readonly number[]): () => number {
  const others = (): number => machineSeconds() - processors(ours)
  const [before, began] = [others(), performance.now()]
  return () => ((others() - before) * 1000) / (performance.now() - began)
}

/** Processor time of everything on the machine so far. */
function machineSeconds(): number {
  const [user, nice, system, , , interrupts, soft] =
    (readText('/proc/stat') ?? '').split('\n')[0]?.split(/\s+/).slice(1).map(Number) ?? []
  return (
    [user, nice, system, interrupts, soft].reduce<number>((sum, each) => sum + (each ?? Number.NaN), 0) / TICKS_A_SECOND
  )
}

/** Memory in MiB; what processes share is counted once. */
export function megabytes(pids: readonly number[]): string {
  const kilobytes = pids.map((pid) => Number(/^Pss:\s+(\d+)/m.exec(readText(`/proc/${pid}/smaps_rollup`) ?? '')?.[1]))
  return (kilobytes.reduce((sum, each) => sum + each, 0) / 1024).toFixed(0)
}

/** The fields of /proc/PID/stat after the name, which may hold spaces: state, parent, … */
function statOf(pid: number): string[] | undefined {
  return readText(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ')
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
