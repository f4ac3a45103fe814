const KEY = 'weiji.sound'

export type Bell = {
  /** two short tones; does nothing while muted or while the browser forbids sound */
  ring(): void
  isMuted(): boolean
  mute(on: boolean): void
  /** the browser allows sound only after a gesture on this page */
  isBlocked(): boolean
  /** to be called from a click or key */
  allow(): Promise<void>
}

/** The alert sound, made by WebAudio so that no file has to be fetched in the moment it is needed. */
export function makeBell(): Bell {
  const own: { context?: AudioContext } = {}
  return {
    ring() {
      const { context } = own
      if (context?.state !== 'running' || this.isMuted()) return
      tone(context, 660, 0)
      tone(context, 880, 0.22)
    },
    isMuted: () => localStorage.getItem(KEY) === 'off',
    mute: (on) => localStorage.setItem(KEY, on ? 'off' : 'on'),
    isBlocked: () => own.context?.state !== 'running',
    allow: async () => {
      // Made here, in the gesture: one made earlier starts out forbidden, and the browser complains.
      own.context ??= new AudioContext()
      await own.context.resume().catch(() => undefined)
    },
  }
}

/** Soft at both ends: a square edge would click and startle. */
function tone(context: AudioContext, frequency: number, after: number): void {
  const start = context.currentTime + after
  const source = context.createOscillator()
  const volume = context.createGain()
  source.frequency.value = frequency
  volume.gain.setValueAtTime(0, start)
  volume.gain.linearRampToValueAtTime(0.25, start + 0.02)
  volume.gain.linearRampToValueAtTime(0, start + 0.2)
  source.connect(volume).connect(context.destination)
  source.start(start)
  source.stop(start + 0.21)
}
