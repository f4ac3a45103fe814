import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MINUTE } from '../base/clock.ts'
import { CLOSE_AFTER_MS, OPEN_AFTER_MS, type Spell, stepSpells } from './blind-spell.ts'
import type { FoundTrouble } from './blindness.ts'

const at = (minute: number): Date => new Date(Date.UTC(2026, 2, 2) + minute * MINUTE)
const found: FoundTrouble = { code: 'silent', subject: '', since: at(0), detail: {} }

/** Plays minutes on which it is seen (x) or not (.), and tells what was said: + begins, - ends. */
function play(minutes: string): string {
  let spells: Spell[] = []
  return [...minutes]
    .map((seen, minute) => {
      const now = at(minute)
      const step = stepSpells(spells, seen === 'x' ? [found] : [], now)
      const again = step.again.map(({ spell, opens }) => ({
        ...spell,
        lastSeenAt: now,
        openedAt: opens ? now : spell.openedAt,
      }))
      const begun = step.begin.map(({ code, subject, since }) => ({
        id: String(minute),
        code,
        subject,
        since,
        firstSeenAt: now,
        lastSeenAt: now,
        openedAt: null,
      }))
      const gone = new Set([...step.end, ...step.forget].map(({ id }) => id))
      const changed = new Map(again.map((spell) => [spell.id, spell]))
      spells = [...spells.filter(({ id }) => !gone.has(id)).map((spell) => changed.get(spell.id) ?? spell), ...begun]
      return step.again.some(({ opens }) => opens) ? '+' : step.end.length > 0 ? '-' : ' '
    })
    .join('')
    .trimEnd()
}

/** [minutes, what is said when] */
const PLAYS: [string, string][] = [
  ['xxxxx', '  +'],
  ['xx......', ''],
  ['xxx....', '  +  -'],
  ['xxx.xx..xxx...', '  +          -'],
  ['x.x.x.x...', '  +      -'],
  ['x..x..x..x....', '   +        -'],
  ['xxx...xxx', '  +  -  +'],
]
for (const [minutes, said] of PLAYS) test(`${minutes} → ${said}|`, () => assert.equal(play(minutes), said))

test('whatever comes and goes, each begin is followed by an end before the next, and nothing is said at once', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('x', '.'), maxLength: 60 }), (minutes) => {
      const said = play(minutes).replaceAll(' ', '')
      assert.match(said, /^(?:\+-)*\+?$/)
      assert.ok(!/^.?.?[+]/.test(play(minutes).slice(0, OPEN_AFTER_MS / MINUTE)))
    }),
  )
})

test('a check that did not take place ends nothing that is still there', () => {
  const spell: Spell = {
    id: '1',
    code: 'silent',
    subject: '',
    since: at(0),
    firstSeenAt: at(0),
    lastSeenAt: at(1),
    openedAt: at(1),
  }
  const later = new Date(at(1).getTime() + 10 * CLOSE_AFTER_MS)
  assert.deepEqual(stepSpells([spell], [found], later).end, [])
  assert.deepEqual(stepSpells([spell], [], later).end, [spell])
})
