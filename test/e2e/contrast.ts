import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'

/** WCAG 2.2: of texts, and of large ones (24 px, or bold from 18.66 px). */
const [LEAST, LEAST_LARGE] = [4.5, 3]

type Colour = readonly [red: number, green: number, blue: number, alpha: number]
type Faint = {
  readonly text: string
  readonly ratio: number
  readonly ink: string
  readonly ground: string
  readonly where: string
}

/** What is still changing (links that turn, a figure that is being counted) may be faint for so long. */
const CHANGING_MS = 5000

/** Every text that is seen stands out from what it stands on, also those of charts. What is switched off may be faint. */
export async function checkContrast(page: Page, name: string): Promise<void> {
  const until = Date.now() + CHANGING_MS
  let found = await faintTexts(page)
  while (found.length > 0 && Date.now() < until) {
    await page.waitForTimeout(200)
    found = await faintTexts(page)
  }
  const said = found.map(
    ({ text, ratio, ink, ground, where }) => `"${text}" ${ratio.toFixed(2)}: ${ink} on ${ground}, ${where}`,
  )
  assert.deepEqual(said, [], `${name}: texts too faint to read`)
}

export async function faintTexts(page: Page): Promise<Faint[]> {
  const parts = [
    faintOf,
    contrastOf,
    isSeen,
    isLarge,
    groundOf,
    inkOf,
    chainOf,
    readColour,
    over,
    ratioOf,
    lightOf,
    show,
  ]
  return page.evaluate(`(() => { ${parts.map(String).join('\n')}; return faintOf(${LEAST}, ${LEAST_LARGE}) })()`)
}

// All below runs in the page. Colours are mixed as the browser paints them: what is see-through over what is below.

function faintOf(least: number, leastLarge: number): Faint[] {
  const faint: Faint[] = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement
    const text = node.textContent?.trim() ?? ''
    if (!element || text === '' || /^(STYLE|SCRIPT|NOSCRIPT|OPTION)$/i.test(element.tagName)) continue
    const chain = chainOf(element)
    if (!isSeen(element, chain)) continue
    const found = contrastOf(element, chain)
    if (found.ratio < (isLarge(element) ? leastLarge : least)) faint.push({ text: text.slice(0, 40), ...found })
  }
  return faint
}

function contrastOf(element: Element, chain: readonly Element[]): Omit<Faint, 'text'> {
  const ground = groundOf(chain)
  const ink = over(inkOf(element, chain), ground)
  const where = chain
    .slice(0, 3)
    .map((each) => `${each.tagName.toLowerCase()}.${(each.getAttribute('class') ?? '').trim().replaceAll(/\s+/g, '.')}`)
    .join(' < ')
  return { ratio: ratioOf(ink, ground), ink: show(ink), ground: show(ground), where }
}

function isSeen(element: Element, chain: readonly Element[]): boolean {
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false
  const { width, height, right, bottom } = element.getBoundingClientRect()
  // What only screen readers are to find is a dot, or far outside.
  if (width < 4 || height < 4 || right < 0 || bottom < 0) return false
  // Where the value of a field that completes itself lies clear under the field: nobody sees it twice.
  if (inkOf(element, chain)[3] === 0) return false
  const off = '[disabled], [aria-disabled=true], [aria-hidden=true], .ant-select-disabled'
  return !chain.some((each) => each.matches(off))
}

function isLarge(element: Element): boolean {
  const { fontSize, fontWeight } = getComputedStyle(element)
  const size = Number.parseFloat(fontSize)
  return size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700)
}

function groundOf(chain: readonly Element[]): Colour {
  return chain
    .map((each) => readColour(getComputedStyle(each).backgroundColor))
    .reduceRight((below, above) => over(above, below), readColour('Canvas'))
}

function inkOf(element: Element, chain: readonly Element[]): Colour {
  const { fill, color } = getComputedStyle(element)
  const [red, green, blue, alpha] = readColour(element.closest('svg') ? fill : color)
  return [red, green, blue, chain.reduce((product, each) => product * Number(getComputedStyle(each).opacity), alpha)]
}

function chainOf(element: Element): Element[] {
  const chain: Element[] = []
  for (let each: Element | null = element; each; each = each.parentElement) chain.push(each)
  return chain
}

/** Nearly always written as three or four numbers; of anything else the browser itself tells what it paints. */
function readColour(written: string): Colour {
  const plain = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(written)
  if (plain) return [Number(plain[1]), Number(plain[2]), Number(plain[3]), Number(plain[4] ?? 1)]
  const canvas = new OffscreenCanvas(1, 1).getContext('2d')
  if (!canvas) return [0, 0, 0, 0]
  canvas.fillStyle = written
  canvas.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data
  return [red, green, blue, alpha / 255]
}

function over(above: Colour, below: Colour): Colour {
  const mix = (a: number, b: number): number => a * above[3] + b * (1 - above[3])
  return [mix(above[0], below[0]), mix(above[1], below[1]), mix(above[2], below[2]), 1]
}

function ratioOf(one: Colour, other: Colour): number {
  const [dark = 0, bright = 0] = [lightOf(one), lightOf(other)].sort((a, b) => a - b)
  return (bright + 0.05) / (dark + 0.05)
}

function lightOf([red, green, blue]: Colour): number {
  const [r = 0, g = 0, b = 0] = [red, green, blue].map((part) => {
    const share = part / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function show(colour: Colour): string {
  return `rgb(${colour.slice(0, 3).map(Math.round).join(' ')})`
}
