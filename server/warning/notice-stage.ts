import { HOUR, MINUTE } from '../base/clock.ts'
import type { AlertNews, AlertState, StageName } from './schema.ts'
import { isLive } from './transition.ts'

/** How an alert stood at a step. */
export type StageFigures = {
  readonly posts: number
  /** posts beyond the usual */
  readonly size: number
  readonly platforms: readonly string[]
  readonly negativeShare: number | null
}

export type StageWhy =
  | 'raised'
  | 'recurred'
  | 'level'
  | 'doubled'
  | 'platform'
  | 'story'
  | 'split'
  | 'rebound'
  | 'turned'
  | 'calm'
  | 'resolved'
  | 'false_positive'
  | 'marked'
  | 'crisis'
  | 'merged'

export type Step = { readonly stage: StageName; readonly why: StageWhy }

/** A step as it was taken. */
export type Taken = Step & {
  readonly level: number
  readonly recurrence: number
  readonly isTold: boolean
  readonly at: Date
}

type Standing = {
  readonly state: AlertState
  readonly level: number
  readonly recurrence: number
  readonly crisisId: string | null
}

/** The most messages that anybody gets of one alert in half a day: opened, two escalations, peaked, closed. */
export const MOST_TOLD = 5
const MOST_ESCALATIONS = 2
export const TOLD_HOURS = 12
/** What was caught up in one go is told once: growth so soon after a message is no news, a graver level is. */
export const REST_MINUTES = 5
/** By hand, or told already as another alert of the same story. */
const QUIET: readonly StageWhy[] = ['merged', 'story', 'split']

/**
 * The step that the news of an alert is; undefined: none, which is most news.
 * @param last the step before
 * @param isByPerson somebody acted, else the watch saw something
 */
export function stepOf(
  alert: Standing,
  news: AlertNews,
  last: Taken | undefined,
  isByPerson: boolean,
): Step | undefined {
  const { state, level, crisisId } = alert
  if (!isLive(state)) return closingOf(state, crisisId, last, isByPerson)
  if (news === 'raised' || news === 'recurred') return { stage: 'opened', why: news }
  if (!last) return { stage: 'opened', why: 'raised' }
  // Taken out of another one by hand, or no longer merged: whoever did so knows.
  if (last.stage === 'closed') return { stage: 'opened', why: 'recurred' }
  if (level < last.level) return { stage: 'escalated', why: 'level' }
  if (news === 'grew') return { stage: 'escalated', why: 'doubled' }
  return news === 'spread' ? { stage: 'escalated', why: 'platform' } : undefined
}

function closingOf(
  state: AlertState,
  crisisId: string | null,
  last: Taken | undefined,
  isByPerson: boolean,
): Step | undefined {
  const why = closedWhy(state, crisisId, isByPerson)
  return last?.stage === 'closed' && last.why === why ? undefined : { stage: 'closed', why }
}

function closedWhy(state: AlertState, crisisId: string | null, isByPerson: boolean): StageWhy {
  if (state === 'escalated') return crisisId === null ? 'marked' : 'crisis'
  if (state === 'false_positive' || state === 'merged') return state
  return isByPerson ? 'resolved' : 'calm'
}

/**
 * Whether people outside of the product are told of a step. Two escalations are told, and places are kept for the graver levels that may
 * still come, so that doublings never use up the message that says "level 1"; the last of the five places is for the end. What is beyond
 * is on the pages.
 * @param before the steps taken so far, oldest first
 */
export function isWorthTelling(step: Step, level: number, before: readonly Taken[], now: Date): boolean {
  const since = now.getTime() - TOLD_HOURS * HOUR
  const told = before.filter(({ isTold, at }) => isTold && at.getTime() > since)
  if (QUIET.includes(step.why)) return false
  if (told.length >= MOST_TOLD) return false
  if (step.why === 'crisis') return true
  // That it is over is for those to hear who heard that it began.
  if (step.stage === 'closed' && step.why !== 'marked') return told.length > 0
  if (step.stage === 'opened') return told.length === 0 || told.at(-1)?.stage === 'closed'
  if (told.length === MOST_TOLD - 1) return false
  switch (step.stage) {
    case 'escalated': {
      const places = MOST_ESCALATIONS - told.filter(({ stage }) => stage === 'escalated').length
      if (step.why === 'level') return places > 0
      const rested = now.getTime() - (told.at(-1)?.at.getTime() ?? 0) >= REST_MINUTES * MINUTE
      return rested && places > level - 1
    }
    case 'peaked':
      return !told.some(({ stage }) => stage === 'peaked')
    case 'closed':
      return true
  }
}
