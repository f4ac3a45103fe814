import { deliveriesOf } from '../access/call-delivery-reads.ts'
import type { Db } from '../base/db.ts'
import {
  type AnswerRow,
  type EventRow,
  findOpenStep,
  listAnswers,
  listEvents,
  listMessages,
  listRunRows,
  listSteps,
  type MessageRow,
  type RunQuery,
  type RunRow,
  type StepRow,
} from './call-store.ts'
import { type Team, teamOf } from './reads.ts'
import type { CallRun, LogLine } from './schema.ts'

const MOST_RUNS = 30

/** Runs with everything that happened in them, newest first. */
export async function listCalls(db: Db, orgId: string, now: Date, query: Partial<RunQuery> = {}): Promise<CallRun[]> {
  const runs = await listRunRows(db, orgId, { ...query, limit: query.limit ?? MOST_RUNS })
  if (runs.length === 0) return []
  const ids = runs.map(({ id }) => id)
  const team = await teamOf(db, orgId, now)
  const [steps, messages, events, answers] = await Promise.all([
    listSteps(db, orgId, ids),
    listMessages(db, orgId, ids),
    listEvents(db, orgId, ids),
    listAnswers(db, orgId, ids),
  ])
  const of = <T extends { readonly runId: string }>(rows: readonly T[], id: string) =>
    rows.filter(({ runId }) => runId === id)
  const found: CallRun[] = []
  for (const run of runs) {
    const { id } = run
    const rows = { steps: of(steps, id), messages: of(messages, id), events: of(events, id), answers: of(answers, id) }
    const deliveries = await deliveriesOf(db, orgId, `${orgId} call ${id}`)
    found.push(await callRun(db, team, run, logOf(team, run, { ...rows, deliveries })))
  }
  return found
}

/** Who is called next, and when; null where nobody is. */
export async function nextOf(db: Db, team: Team, run: RunRow): Promise<CallRun['next']> {
  const step = run.state === 'calling' ? await findOpenStep(db, run) : undefined
  const planned = step && run.plan.steps[step.step]
  if (!step || !planned) return null
  const names = planned.people.map(({ personId }) => team.nameOf(personId))
  return { at: step.dueAt.toISOString(), names, isFinal: planned.isFinal }
}

async function callRun(db: Db, team: Team, run: RunRow, log: LogLine[]): Promise<CallRun> {
  const { words } = run
  return {
    id: run.id,
    subject: { kind: run.subjectKind, id: run.subjectId },
    level: run.level,
    mode: run.mode,
    headline: { 'zh-Hant': words['zh-Hant'].subject, 'zh-Hans': words['zh-Hans'].subject, en: words.en.subject },
    state: run.state,
    begunAt: run.begunAt.toISOString(),
    endedAt: run.endedAt?.toISOString() ?? null,
    endedBy: run.endedBy === null ? null : nameOfKey(team, run.endedBy),
    policyVersion: run.plan.policyVersion,
    next: await nextOf(db, team, run),
    log,
  }
}

type Delivery = Awaited<ReturnType<typeof deliveriesOf>>[number]
type Rows = {
  readonly steps: readonly StepRow[]
  readonly messages: readonly MessageRow[]
  readonly events: readonly EventRow[]
  readonly answers: readonly AnswerRow[]
  readonly deliveries: readonly Delivery[]
}

/** In the order of time; what happened at one moment in the order in which it is done. */
function logOf(team: Team, run: RunRow, { steps, messages, events, answers, deliveries }: Rows): LogLine[] {
  const lines = [
    ...events.map((event) => ({ rank: 0, line: eventLine(team, event) })),
    ...answers.map((answer) => ({ rank: 2, line: answerLine(team, answer) })),
    ...steps
      .filter(({ outcome }) => outcome === 'called' || outcome === 'nobody')
      .map((step) => ({
        rank: 1,
        line: stepLine(
          team,
          run,
          step,
          messages.filter(({ n }) => n === step.n),
          deliveries,
        ),
      })),
  ]
  const ended =
    run.state === 'acknowledged' || run.endedAt === null ? [] : [{ rank: 3, line: endLine(team, run, run.endedAt) }]
  return [...lines, ...ended]
    .sort((one, other) => one.line.at.localeCompare(other.line.at) || one.rank - other.rank)
    .map(({ line }) => line)
}

function stepLine(
  team: Team,
  run: RunRow,
  { step, outcome, doneAt }: StepRow,
  messages: readonly MessageRow[],
  deliveries: readonly Delivery[],
): LogLine {
  const ids = messages.map(({ personId }) => personId)
  const at = doneAt?.getTime() ?? 0
  return {
    at: new Date(at).toISOString(),
    kind: outcome === 'nobody' ? 'nobody' : 'called',
    people: ids.map((id) => team.nameOf(id)),
    isFinal: run.plan.steps[step]?.isFinal ?? false,
    // Notices of a step are written in its transaction, a little after its time was taken.
    deliveries: deliveries
      .filter(({ personId, createdAt }) => (personId === null || ids.includes(personId)) && isOfStep(createdAt, at))
      .map(({ personId, room, notifier, channelName, state }) => ({
        person: personId === null ? (room ?? '') : team.nameOf(personId),
        notifier: notifier ?? '',
        channel: channelName ?? '',
        state,
      })),
    detail: '',
  }
}

const WRITTEN_WITHIN = 30_000

function isOfStep(createdAt: Date, at: number): boolean {
  return createdAt.getTime() >= at && createdAt.getTime() < at + WRITTEN_WITHIN
}

const PLAIN = { people: [], isFinal: false, deliveries: [], detail: '' }

function eventLine(team: Team, { at, kind, personId, detail }: EventRow): LogLine {
  const people = [team.nameOf(personId), ...(kind === 'moved-on' ? [team.nameOf(String(detail.began))] : [])]
  const said = kind === 'late' ? String(detail.minutes) : kind === 'moved-on' ? String(detail.roster) : ''
  return { ...PLAIN, at: at.toISOString(), kind, people: people.filter((name) => name !== ''), detail: said }
}

function answerLine(team: Team, { at, byKey, way }: AnswerRow): LogLine {
  return { ...PLAIN, at: at.toISOString(), kind: 'acknowledged', people: [nameOfKey(team, byKey)], detail: way }
}

function endLine(team: Team, { state, endedBy }: RunRow, at: Date): LogLine {
  const by = endedBy === null ? '' : nameOfKey(team, endedBy)
  return { ...PLAIN, at: at.toISOString(), kind: 'ended', people: by === '' ? [] : [by], detail: state }
}

/** `person:ID` → the name that the person has now; others have none. */
function nameOfKey(team: Team, key: string): string {
  return key.startsWith('person:') ? team.nameOf(key.slice('person:'.length)) : ''
}
