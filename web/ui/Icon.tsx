const PATHS = {
  overview: 'M3 12h4l3-8 4 16 3-8h4',
  stream: 'M4 5h16v11H9l-5 4z',
  tracks: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 21 21',
  climb: 'M4 20V14m5 6V9m5 11V12m5 8V4',
  sources: 'M4 18a8 8 0 0 1 8-8m-8 4a4 4 0 0 1 4 4M4 6c7 0 14 6 14 14M5 19h.01',
  alerts: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4zm4 5h4',
  crises: 'M12 3 2.5 20h19zM12 10v5m0 2.5v.5',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zm-6 9a6 6 0 0 1 12 0m1-16a3.5 3.5 0 0 1 0 7m2 3a6 6 0 0 1 3 6',
  audit: 'M6 3h9l4 4v14H6zm3 8h7m-7 4h7m-7-8h3',
  sound: 'M4 9v6h4l5 4V5L8 9zm12 0a4 4 0 0 1 0 6m2-9a8 8 0 0 1 0 12',
  mute: 'M4 9v6h4l5 4V5L8 9zm12 .5 5 5m0-5-5 5',
  more: 'M4 7h16M4 12h16M4 17h16',
  check: 'm5 12 5 5L20 6',
  outside: 'M14 4h6v6m0-6-9 9M18 14v6H4V6h6',
  inwards: 'M12 3v11m-4.5-4.5L12 14l4.5-4.5M4 15v5h16v-5',
  mail: 'M3 6h18v12H3zm0 .5 9 7 9-7',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-8 9a8 8 0 0 1 16 0',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 4v5l3.5 2',
  close: 'M5 5l14 14M19 5 5 19',
} as const

export type IconName = keyof typeof PATHS

/** A line picture beside a word; never alone, hence hidden from screen readers. */
export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" className="icon">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
