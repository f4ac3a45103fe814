import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { Mode } from '../base/outbox.ts'
import type { CallPlan, Place } from './call-plan.ts'
import type { CallWords } from './call-words.ts'
import type { RunState, SubjectKind } from './schema.ts'

export type Subject = { readonly kind: SubjectKind; readonly id: string }
export type Level = 1 | 2 | 3

export type RunRow = {
  readonly orgId: string
  readonly id: string
  readonly subjectKind: SubjectKind
  readonly subjectId: string
  readonly level: Level
  readonly mode: Mode
  readonly key: string
  readonly words: CallWords
  readonly plan: CallPlan
  readonly state: RunState
  readonly begunAt: Date
  readonly endedAt: Date | null
  readonly endedBy: string | null
}

const RUN = sql`
  org_id as "orgId", id, subject_kind as "subjectKind", subject_id as "subjectId", level, mode, key, words, plan, state,
  begun_at as "begunAt", ended_at as "endedAt", ended_by as "endedBy"`

/** @returns false where this cause was called for before, or the subject is being called about */
export async function insertRun(trx: Trx, run: Omit<RunRow, 'state' | 'endedAt' | 'endedBy'>): Promise<boolean> {
  const done = await sql`
    insert into call_runs (org_id, id, subject_kind, subject_id, level, mode, key, words, plan, state, begun_at)
    values (${run.orgId}, ${run.id}, ${run.subjectKind}, ${run.subjectId}, ${run.level}, ${run.mode}, ${run.key},
      ${JSON.stringify(run.words)}::jsonb, ${JSON.stringify(run.plan)}::jsonb, 'calling', ${run.begunAt})
    on conflict do nothing`.execute(trx)
  return done.numAffectedRows === 1n
}

/** From its next message on it says this. */
export async function retellRun(
  trx: Trx,
  { orgId, id }: Pick<RunRow, 'orgId' | 'id'>,
  { level, words }: Pick<RunRow, 'level' | 'words'>,
): Promise<void> {
  await sql`
    update call_runs set level = ${level}, words = ${JSON.stringify(words)}::jsonb
    where org_id = ${orgId} and id = ${id}`.execute(trx)
}

export async function endRun(
  trx: Trx,
  { orgId, id }: Pick<RunRow, 'orgId' | 'id'>,
  { at, state, by }: { at: Date; state: RunState; by: string | null },
): Promise<void> {
  await sql`
    update call_runs set state = ${state}, ended_at = ${at}, ended_by = ${by}
    where org_id = ${orgId} and id = ${id}`.execute(trx)
  await sql`
    update call_steps set done_at = ${at}, outcome = 'void'
    where org_id = ${orgId} and run_id = ${id} and done_at is null`.execute(trx)
}

export async function findRun(db: Db, orgId: string, id: string): Promise<RunRow | undefined> {
  const found = await sql<RunRow>`select ${RUN} from call_runs where org_id = ${orgId} and id = ${id}`.execute(db)
  return found.rows[0]
}

/** @param isPatient wait for whoever holds it; else undefined where somebody does */
export async function lockRun(trx: Trx, orgId: string, id: string, isPatient = true): Promise<RunRow | undefined> {
  const found = await sql<RunRow>`
    select ${RUN} from call_runs where org_id = ${orgId} and id = ${id}
    for update ${isPatient ? sql`` : sql`skip locked`}`.execute(trx)
  return found.rows[0]
}

/** The newest run about a subject in one of these states, locked. */
export async function lockRunOf(
  trx: Trx,
  orgId: string,
  { kind, id }: Subject,
  states: readonly RunState[],
): Promise<RunRow | undefined> {
  const found = await sql<RunRow>`
    select ${RUN} from call_runs
    where org_id = ${orgId} and subject_kind = ${kind} and subject_id = ${id} and state = any(${states})
    order by begun_at desc, id desc limit 1 for update`.execute(trx)
  return found.rows[0]
}

export async function countRunsOf(db: Db, orgId: string, { kind, id }: Subject): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*) as count from call_runs
    where org_id = ${orgId} and subject_kind = ${kind} and subject_id = ${id}`.execute(db)
  return found.rows[0]?.count ?? 0
}

export type RunQuery = {
  readonly subjectKind?: SubjectKind | undefined
  readonly subjectId?: string | undefined
  readonly limit: number
}

/** Newest first. */
export async function listRunRows(db: Db, orgId: string, query: RunQuery): Promise<RunRow[]> {
  const { subjectKind = null, subjectId = null, limit } = query
  const found = await sql<RunRow>`
    select ${RUN} from call_runs
    where org_id = ${orgId} and (${subjectKind}::text is null or subject_kind = ${subjectKind})
      and (${subjectId}::uuid is null or subject_id = ${subjectId})
    order by begun_at desc, state = 'calling' desc, id desc limit ${limit}`.execute(db)
  return found.rows
}

export async function countCalling(db: Db, orgId: string): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*) as count from call_runs where org_id = ${orgId} and state = 'calling' and subject_kind <> 'test'`.execute(
    db,
  )
  return found.rows[0]?.count ?? 0
}

export type StepRow = Place & {
  readonly runId: string
  readonly n: number
  readonly dueAt: Date
  readonly doneAt: Date | null
  readonly outcome: 'called' | 'nobody' | 'void' | null
}

const STEP = sql`run_id as "runId", n, round, step, due_at as "dueAt", done_at as "doneAt", outcome`

export async function insertStep(
  trx: Trx,
  { orgId, id }: Pick<RunRow, 'orgId' | 'id'>,
  { n, round, step, dueAt }: Pick<StepRow, 'n' | 'round' | 'step' | 'dueAt'>,
): Promise<void> {
  await sql`
    insert into call_steps (org_id, run_id, n, round, step, due_at)
    values (${orgId}, ${id}, ${n}, ${round}, ${step}, ${dueAt})`.execute(trx)
}

export async function markStep(
  trx: Trx,
  { orgId, id }: Pick<RunRow, 'orgId' | 'id'>,
  { n, at, outcome }: { n: number; at: Date; outcome: 'called' | 'nobody' },
): Promise<void> {
  await sql`
    update call_steps set done_at = ${at}, outcome = ${outcome}
    where org_id = ${orgId} and run_id = ${id} and n = ${n} and done_at is null`.execute(trx)
}

/** What was to come later comes now. */
export async function hastenStep(trx: Trx, { orgId, id }: Pick<RunRow, 'orgId' | 'id'>, at: Date): Promise<void> {
  await sql`
    update call_steps set due_at = ${at}
    where org_id = ${orgId} and run_id = ${id} and done_at is null and due_at > ${at}`.execute(trx)
}

/** The one that is yet to come. */
export async function findOpenStep(db: Db, { orgId, id }: Pick<RunRow, 'orgId' | 'id'>): Promise<StepRow | undefined> {
  const found = await sql<StepRow>`
    select ${STEP} from call_steps where org_id = ${orgId} and run_id = ${id} and done_at is null`.execute(db)
  return found.rows[0]
}

export async function listSteps(db: Db, orgId: string, runIds: readonly string[]): Promise<StepRow[]> {
  const found = await sql<StepRow>`
    select ${STEP} from call_steps where org_id = ${orgId} and run_id = any(${runIds}::uuid[]) order by run_id, n`.execute(
    db,
  )
  return found.rows
}

/** Runs with a step that is due, the longest overdue first. */
export async function listDueRuns(db: Db, now: Date, limit: number): Promise<{ orgId: string; id: string }[]> {
  const found = await sql<{ orgId: string; id: string }>`
    select org_id as "orgId", run_id as id from call_steps where done_at is null and due_at <= ${now}
    order by due_at limit ${limit}`.execute(db)
  return found.rows
}

export type MessageRow = {
  readonly runId: string
  readonly n: number
  readonly personId: string
  readonly at: Date
  readonly messages: number
}

export async function insertMessage(trx: Trx, orgId: string, message: MessageRow): Promise<void> {
  await sql`
    insert into call_messages (org_id, run_id, n, person_id, at, messages)
    values (${orgId}, ${message.runId}, ${message.n}, ${message.personId}, ${message.at}, ${message.messages})`.execute(
    trx,
  )
}

export async function listMessages(db: Db, orgId: string, runIds: readonly string[]): Promise<MessageRow[]> {
  const found = await sql<MessageRow>`
    select run_id as "runId", n, person_id as "personId", at, messages from call_messages
    where org_id = ${orgId} and run_id = any(${runIds}::uuid[]) order by run_id, n, person_id`.execute(db)
  return found.rows
}

export type EventKind = 'handed-over' | 'refused' | 'moved-on' | 'late' | 'first-changed'
export type EventRow = {
  readonly runId: string
  readonly at: Date
  readonly kind: EventKind
  readonly personId: string | null
  readonly detail: Readonly<Record<string, unknown>>
}

/** Call it with the run's row locked: `seq` counts on. */
export async function insertEvent(trx: Trx, orgId: string, event: EventRow): Promise<void> {
  const { runId, at, kind, personId, detail } = event
  await sql`
    insert into call_events (org_id, run_id, seq, at, kind, person_id, detail)
    values (${orgId}, ${runId},
      (select coalesce(max(seq), 0) + 1 from call_events where org_id = ${orgId} and run_id = ${runId}),
      ${at}, ${kind}, ${personId}, ${JSON.stringify(detail)}::jsonb)`.execute(trx)
}

export async function listEvents(db: Db, orgId: string, runIds: readonly string[]): Promise<EventRow[]> {
  const found = await sql<EventRow>`
    select run_id as "runId", at, kind, person_id as "personId", detail from call_events
    where org_id = ${orgId} and run_id = any(${runIds}::uuid[]) order by run_id, seq`.execute(db)
  return found.rows
}

export type AnswerRow = {
  readonly runId: string
  readonly byKey: string
  readonly at: Date
  readonly way: 'link' | 'page'
}

/** The first answer of each is kept; that it came by a link is said by whoever knows. */
export async function insertAnswer(trx: Trx, orgId: string, { runId, byKey, at, way }: AnswerRow): Promise<void> {
  await sql`
    insert into acknowledgements (org_id, run_id, by_key, at, way) values (${orgId}, ${runId}, ${byKey}, ${at}, ${way})
    on conflict (org_id, run_id, by_key) do update set way = excluded.way where excluded.way = 'link'`.execute(trx)
}

export async function listAnswers(db: Db, orgId: string, runIds: readonly string[]): Promise<AnswerRow[]> {
  const found = await sql<AnswerRow>`
    select run_id as "runId", by_key as "byKey", at, way from acknowledgements
    where org_id = ${orgId} and run_id = any(${runIds}::uuid[]) order by at`.execute(db)
  return found.rows
}
