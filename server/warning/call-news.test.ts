import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callNewsOf } from './call-news.ts'
import type { AlertNews, AlertState } from './schema.ts'

test('what news of an alert means for calling people', () => {
  const table: [AlertState, AlertNews, boolean, string][] = [
    ['open', 'raised', false, 'call'],
    ['open', 'recurred', false, 'call'],
    ['open', 'alarmed', false, 'raise'],
    ['open', 'moved', true, 'raise'],
    ['open', 'grew', false, 'call again'],
    ['acknowledged', 'moved', true, 'end acknowledged'],
    ['investigating', 'moved', true, 'end acknowledged'],
    // Muted: another alarm of what somebody has taken on calls nobody, unless it is twice as much or on another platform.
    ['acknowledged', 'alarmed', false, 'raise'],
    ['acknowledged', 'grew', false, 'call again'],
    ['investigating', 'spread', false, 'call again'],
    ['resolved', 'moved', false, 'end closed'],
    ['false_positive', 'moved', true, 'end closed'],
    ['escalated', 'moved', true, 'end closed'],
  ]
  for (const [state, news, isByActor, meant] of table) {
    const found = callNewsOf({ state }, news, isByActor)
    const more = found.kind === 'call' && found.isAgain ? ' again' : found.kind === 'end' ? ` ${found.how}` : ''
    assert.equal(found.kind + more, meant, `${state} ${news}`)
  }
})
