/**
 * Colours, type and space of the product, set once: as CSS variables for our own styles and as antd's tokens.
 * Every text colour has a contrast of at least 4.5 on the ground it stands on (theme.test.ts computes it). Levels and
 * sentiments differ in lightness as well as in hue, and never speak by colour alone.
 */
export type Palette = Readonly<Record<keyof typeof LIGHT, string>>

export const LIGHT = {
  ground: '#f6f7f9',
  surface: '#ffffff',
  raised: '#f0f2f5',
  line: '#dfe3e8',
  lineStrong: '#7c8794',
  ink: '#17202b',
  inkSoft: '#4b5765',
  accent: '#155e75',
  accentSoft: '#e3f1f5',
  onAccent: '#ffffff',
  level1: '#a8161c',
  level1Soft: '#fdecec',
  level2: '#9a4a00',
  level2Soft: '#fff1de',
  level3: '#1d4f91',
  level3Soft: '#e8f0fb',
  good: '#14663e',
  goodSoft: '#e5f4ec',
  negative: '#a8161c',
  neutral: '#5d6875',
  positive: '#1263a3',
  band: '#d5dbe2',
  mark: '#fff0b3',
  drill: '#6b2fa0',
}

export const DARK: Palette = {
  ground: '#0e141b',
  surface: '#161e27',
  raised: '#1f2933',
  line: '#2d3947',
  lineStrong: '#7f8c9b',
  ink: '#e9eef4',
  inkSoft: '#a9b5c2',
  accent: '#67c3dc',
  accentSoft: '#17343e',
  onAccent: '#06222b',
  level1: '#ff9a94',
  level1Soft: '#43191b',
  level2: '#ffbe73',
  level2Soft: '#3d2a12',
  level3: '#93bdf7',
  level3Soft: '#192c47',
  good: '#7fd1a5',
  goodSoft: '#143324',
  negative: '#ff8f88',
  neutral: '#a9b5c2',
  positive: '#7db9ee',
  band: '#33404e',
  mark: '#5b4a10',
  drill: '#cfa6f2',
}

/** The reader's own script first: Traditional and Simplified share code points but not shapes. */
export const FONTS = {
  'zh-Hant':
    'system-ui, -apple-system, "Segoe UI", "PingFang TC", "Microsoft JhengHei", "Noto Sans CJK TC", "Noto Sans TC", sans-serif',
  'zh-Hans':
    'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif',
  en: 'system-ui, -apple-system, "Segoe UI", "PingFang TC", "Microsoft YaHei", "Noto Sans CJK TC", sans-serif',
} as const

export function applyPalette(palette: Palette): void {
  const root = document.documentElement
  for (const [name, value] of Object.entries(palette)) root.style.setProperty(`--${kebab(name)}`, value)
  root.style.colorScheme = palette === DARK ? 'dark' : 'light'
}

function kebab(name: string): string {
  return name.replace(/[A-Z]|\d/g, (part) => `-${part.toLowerCase()}`)
}
