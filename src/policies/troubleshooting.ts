import type { Observation } from '../env/index.ts'
import type { Action } from '../world/actions.ts'
import type { AgentAct, Topic } from '../world/acts.ts'
import { handOn, say, turnAway } from './desk.ts'

type Article = NonNullable<Observation['articles']>[number]
type Problem = Article['problems'][number]

/**
 * Works through the newest article on the complaint: looks into what is likelier first, acts on what a check shows, and
 * hands on what is for another team. What nothing in the article explains is for the team that it names first.
 */
export function troubleshoot(observation: Observation): Action {
  const { articles, tried } = observation
  if (articles === null) return { type: 'search_knowledge_base' }
  const { audience, problems } = newestOf(articles)
  if (audience === 'payer' && observation.requester !== 'payer') return turnAway(observation, 'not_the_payer')
  const solved = problems.find(({ fix }) => fix !== null && tried[fix] === 'worked')
  if (solved !== undefined) return conclude(observation, solved.topic)
  const suspect = problems.find(problem => isIndicated(observation, problem))
  if (suspect !== undefined) return act(observation, suspect)
  const open = problems.find(({ check }) => check !== null && observation.checked[check] === undefined)
  if (open?.check != null) return { type: 'run_diagnostic', check: open.check }
  const untried = problems.find(({ fix }) => fix !== null && tried[fix] === undefined)
  if (untried?.fix != null) return { type: 'apply_fix', solution: untried.fix }
  const team = problems.find(problem => problem.team !== null)?.team ?? 'technical'
  return handOn(observation, team, 'Every check and fix of the article was tried.')
}

const NOTHING_KNOWN: Article = { updatedAtMs: 0, audience: 'anyone', problems: [] }

/** What was written before the last change of the product may be wrong by now. */
export function newestOf(articles: readonly Article[]): Article {
  return articles.reduce(
    (newest, article) => (article.updatedAtMs > newest.updatedAtMs ? article : newest),
    articles[0] ?? NOTHING_KNOWN,
  )
}

/** A check speaks for the problem, and what helps was not tried in vain, or is for another team to finish. */
function isIndicated({ checked, tried }: Observation, { check, fix, team }: Problem): boolean {
  if (check === null || checked[check] !== 'positive') return false
  return fix === null || team !== null || tried[fix] === undefined
}

function act(observation: Observation, { topic, check, fix, team }: Problem): Action {
  if (fix !== null && observation.tried[fix] === undefined) return { type: 'apply_fix', solution: fix }
  if (team === null) return conclude(observation, topic)
  if (observation.said[`explain.${topic}`] === undefined) return say([{ act: 'explain', topic }])
  return handOn(observation, team, `Checked: ${check} is positive.`)
}

function explanation(topic: Topic): AgentAct {
  return { act: 'explain', topic }
}

/** Tells what it was, again while the customer doubts it, then closes. */
export function conclude(observation: Observation, topic: Topic | null): Action {
  const told = observation.said.confirm ?? 0
  if (told === 0 || (!observation.accepted && told < 3)) {
    return say([...(topic === null ? [] : [explanation(topic)]), { act: 'confirm' }])
  }
  if (observation.said.close_politely === undefined) return say([{ act: 'close_politely' }])
  return { type: 'close', resolution: 'resolved' }
}
