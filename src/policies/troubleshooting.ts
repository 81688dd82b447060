import type { Observation } from '../env/index.ts'
import type { Action } from '../world/actions.ts'
import type { AgentAct } from '../world/acts.ts'

type Problem = NonNullable<Observation['article']>[number]

const TECHNICAL: ReadonlySet<Observation['complaint']> = new Set([
  'sync-broken',
  'export-fails',
  'cannot-log-in',
])

/** Whether the case is about something that does not work, rather than about money. */
export function isTechnical({ complaint }: Observation): boolean {
  return TECHNICAL.has(complaint)
}

/**
 * Works through the article on the complaint: looks into what is likelier first, acts on what a check shows, and
 * hands on what is for another team. What nothing in the article explains is for the technical team.
 */
export function troubleshoot(observation: Observation): Action {
  const { article, tried } = observation
  if (article === null) return { type: 'search_knowledge_base' }
  const solved = article.find(({ fix }) => fix !== null && tried[fix] === 'worked')
  if (solved !== undefined) return conclude(observation, solved)
  const suspect = article.find(problem => isIndicated(observation, problem))
  if (suspect !== undefined) return act(observation, suspect)
  const open = article.find(({ check }) => check !== null && observation.checked[check] === undefined)
  if (open?.check != null) return { type: 'run_diagnostic', check: open.check }
  const untried = article.find(({ fix }) => fix !== null && tried[fix] === undefined)
  if (untried?.fix != null) return { type: 'apply_fix', solution: untried.fix }
  return { type: 'escalate', team: 'technical', summary: 'Every check and fix of the article was tried.' }
}

/** A check speaks for the problem, and its fix was not tried in vain. */
function isIndicated({ checked, tried }: Observation, { check, fix }: Problem): boolean {
  return check !== null && checked[check] === 'positive' && (fix === null || tried[fix] === undefined)
}

function act(observation: Observation, problem: Problem): Action {
  if (problem.fix !== null) return { type: 'apply_fix', solution: problem.fix }
  if (problem.team === null) return conclude(observation, problem)
  if (observation.said[`explain.${problem.topic}`] === undefined) {
    return { type: 'reply', acts: [{ act: 'explain', topic: problem.topic }] }
  }
  return { type: 'escalate', team: problem.team, summary: `Checked: ${problem.check} is positive.` }
}

/** Tells what it was, again while the customer doubts it, then closes. */
function conclude(observation: Observation, { topic }: Problem): Action {
  const told = observation.said.confirm ?? 0
  if (told === 0 || (!observation.accepted && told < 3)) {
    const acts: AgentAct[] = [{ act: 'explain', topic }, { act: 'confirm' }]
    return { type: 'reply', acts }
  }
  if (observation.said.close_politely === undefined)
    return { type: 'reply', acts: [{ act: 'close_politely' }] }
  return { type: 'close', resolution: 'resolved' }
}
