export type BoundedCache<T> = {
  get(key: string): T | undefined
  /** @param bytes what it takes; said again by whoever uses it, it is kept longer */
  set(key: string, value: T, bytes: number): void
}

/** Keeps what was used last, up to so many bytes. */
export function boundedCache<T>(mostBytes: number): BoundedCache<T> {
  const kept = new Map<string, { value: T; bytes: number }>()
  let bytes = 0
  const drop = (key: string): void => {
    bytes -= kept.get(key)?.bytes ?? 0
    kept.delete(key)
  }
  return {
    get: (key: string): T | undefined => kept.get(key)?.value,
    /** A Map is in the order of its insertions: the first is the one unused for longest. */
    set: (key: string, value: T, size: number): void => {
      drop(key)
      kept.set(key, { value, bytes: size })
      bytes += size
      for (const oldest of kept.keys()) {
        if (bytes <= mostBytes || oldest === key) break
        drop(oldest)
      }
    },
  }
}
