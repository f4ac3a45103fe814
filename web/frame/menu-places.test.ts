import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GROUPS, groupOf, groupsFor, placeOf } from './menu-places.ts'

test('a page belongs to the deepest place that begins its address, and opens that group', () => {
  const cases: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ['/', '/', undefined],
    ['/alerts', '/alerts', 'warning'],
    ['/alerts/018f', '/alerts', 'warning'],
    ['/alerts/rules/018f', '/alerts/rules', 'warning'],
    ['/alerts/quality', '/alerts/quality', 'review'],
    ['/sources/webhooks/018f', '/sources', 'monitor'],
    ['/administration/channels', '/administration/channels', 'administration'],
    ['/me', '/me', undefined],
    ['/nowhere', undefined, undefined],
    ['/alertsomething', undefined, undefined],
  ]
  for (const [pathname, place, group] of cases)
    assert.deepEqual([placeOf(pathname)?.to, groupOf(pathname)?.id], [place, group], pathname)
})

test('no place stands twice, and whoever may nothing is shown only what is open to all', () => {
  const all = GROUPS.flatMap(({ places }) => places.map(({ to }) => to))
  assert.equal(new Set(all).size, all.length)
  assert.deepEqual(
    groupsFor(() => true).map(({ id }) => id),
    GROUPS.map(({ id }) => id),
  )
  assert.deepEqual(
    groupsFor(() => false).flatMap(({ places }) => places.map(({ to }) => to)),
    ['/administration/api', '/blindness'],
  )
})
