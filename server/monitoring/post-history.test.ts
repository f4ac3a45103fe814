import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Change, changeOf, DELETED, type Known, type Sighting } from './post-history.ts'

const AT = new Date('2026-03-02T02:00:00Z')
const later = (minutes: number): Date => new Date(AT.getTime() + minutes * 60_000)
const KNOWN: Known = {
  title: '',
  text: '青禾酸奶喝完腹瀉，客服不理',
  reposts: 100,
  comments: 10,
  likes: 0,
  seenAt: AT,
  marks: 0,
  edits: null,
  observed: null,
}
const SEEN: Sighting = {
  title: '',
  text: KNOWN.text,
  reposts: 100,
  comments: 10,
  likes: 0,
  given: 7,
  edits: null,
  isDeleted: false,
  seenAt: later(5),
}
const NOTHING: Change = { wording: null, counts: null, isObserved: false, isGone: false, isOlder: false }
const grown = { reposts: 105, comments: 10, likes: 0 }

const CASES: [string, Partial<Known>, Partial<Sighting>, Partial<Change>][] = [
  ['the same', {}, {}, {}],
  ['other spaces are no edit', {}, { text: '青禾酸奶喝完腹瀉，客服不理 \n' }, {}],
  ['no text is no edit', {}, { text: ' ' }, {}],
  ['another text', {}, { text: '青禾酸奶很好' }, { wording: { title: '', text: '青禾酸奶很好', isEdit: true } }],
  [
    'a title that is left out stays',
    { title: '曝光' },
    { text: '改' },
    { wording: { title: '曝光', text: '改', isEdit: true } },
  ],
  ['the beginning of a long text, cut off', {}, { text: '青禾酸奶喝完…全文' }, {}],
  [
    'the beginning of it without a sign is an edit',
    {},
    { text: '青禾酸奶喝完' },
    { wording: { title: '', text: '青禾酸奶喝完', isEdit: true } },
  ],
  [
    'the whole of what was cut off is no edit',
    { text: '青禾酸奶喝完...' },
    {},
    { wording: { title: '', text: KNOWN.text, isEdit: false } },
  ],
  [
    'edited, says the source, though we see no difference',
    {},
    { edits: 2 },
    { wording: { title: '', text: KNOWN.text, isEdit: true } },
  ],
  ['which it said before', { edits: 2 }, { edits: 2 }, {}],
  ['counts that grew a little', {}, { reposts: 105 }, { counts: grown }],
  ['by a tenth', {}, { reposts: 110 }, { counts: { ...grown, reposts: 110 }, isObserved: true }],
  ['from nothing', {}, { likes: 1 }, { counts: { ...grown, reposts: 100, likes: 1 }, isObserved: true }],
  ['a little after an hour', {}, { reposts: 105, seenAt: later(60) }, { counts: grown, isObserved: true }],
  [
    'a little, again and again, until it is a tenth of what was kept',
    { reposts: 109, observed: { reposts: 100, comments: 10, likes: 0, seenAt: AT } },
    { reposts: 111 },
    { counts: { ...grown, reposts: 111 }, isObserved: true },
  ],
  ['counts that are left out are not zero', {}, { reposts: 0, comments: 0, given: 0 }, {}],
  ['counts that fell', {}, { reposts: 50 }, { counts: { ...grown, reposts: 50 }, isObserved: true }],
  ['gone', {}, { isDeleted: true, text: '抱歉，此微博已被作者刪除', reposts: 0 }, { isGone: true }],
  ['gone, which is known', { marks: DELETED }, { isDeleted: true, text: '' }, {}],
  [
    'seen earlier, come later',
    {},
    { text: '青禾酸奶', reposts: 5, seenAt: later(-60) },
    {
      wording: { title: '', text: '青禾酸奶', isEdit: true },
      counts: { ...grown, reposts: 5 },
      isObserved: true,
      isOlder: true,
    },
  ],
]
for (const [what, known, seen, change] of CASES) {
  test(`what a post that comes again says: ${what}`, () => {
    assert.deepEqual(changeOf({ ...KNOWN, ...known }, { ...SEEN, ...seen }), { ...NOTHING, ...change })
  })
}
