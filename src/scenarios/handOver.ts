import type { AgentRecord } from '../world/record.ts'
import type { HandOverPart, Team } from '../world/tools.ts'
import type { Template } from './template.ts'

/** A hand-over as the agent makes it. */
export interface HandOver {
  readonly team: Team
  readonly parts: readonly HandOverPart[]
}

/** What is known of a case, and so can be passed on. */
export function knownParts({
  verified,
  told,
  checked,
  tried,
}: Readonly<AgentRecord>): readonly HandOverPart[] {
  const known: HandOverPart[] = ['request']
  if (verified) known.push('identity')
  if (hasAny(told)) known.push('answers')
  if (hasAny(checked)) known.push('checks')
  if (hasAny(tried)) known.push('fixes')
  return known
}

/** Whether everything that is known is passed on. */
export function isComplete(record: Readonly<AgentRecord>, { parts }: HandOver): boolean {
  return knownParts(record).every(part => parts.includes(part))
}

const TEAM_WEIGHT = 0.4
const COMPLETE_WEIGHT = 0.3
const REACH_WEIGHT = 0.3

/**
 * How fit a hand-over is, 0 … 1: the right team, everything known passed on, and what was in reach done before. It is 0
 * where no other team is needed.
 */
export function handOverFitness(
  record: Readonly<AgentRecord>,
  { escalation }: Template,
  handOver: HandOver,
): number {
  if (escalation === null) return 0
  const { team, after } = escalation
  const { checked, tried }: { checked: object; tried: object } = record
  const done = after.filter(each => each in checked || each in tried).length
  return (
    (team === handOver.team ? TEAM_WEIGHT : 0) +
    (isComplete(record, handOver) ? COMPLETE_WEIGHT : 0) +
    REACH_WEIGHT * (after.length === 0 ? 1 : done / after.length)
  )
}

function hasAny(entries: object): boolean {
  for (const _ in entries) return true
  return false
}
