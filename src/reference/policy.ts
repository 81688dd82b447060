import type { Observation } from '../env/index.ts'
import {
  conclude,
  desk,
  deterministic,
  handOn,
  newestOf,
  type PolicyEntry,
  say,
  turnAway,
} from '../policies/index.ts'
import type { Catalogue } from '../scenarios/index.ts'
import type { Action } from '../world/actions.ts'
import type { Complaint, Topic } from '../world/acts.ts'
import { evidenceIn, posterior } from './belief.ts'
import { type Hypothesis, hypothesesOn } from './hypotheses.ts'
import { type Move, planner } from './plan.ts'

/** What is known of a complaint beforehand, and the plan that follows from it. */
interface Prepared {
  readonly hypotheses: readonly Hypothesis[]
  readonly next: ReturnType<typeof planner>
}

/**
 * The playbook, but for what does not work and who has access: there it keeps the exact posterior over the causes, on
 * the scenarios' own tables, and plans every check, question and fix ahead. An upper bound: no agent has these tables.
 */
export function beliefPolicy(catalogue: Catalogue): PolicyEntry {
  const prepared = new Map<Complaint, Prepared>()
  const prepare = (complaint: Complaint): Prepared => {
    const known = prepared.get(complaint)
    if (known !== undefined) return known
    const hypotheses = hypothesesOn(catalogue, complaint)
    const made = { hypotheses, next: planner(hypotheses) }
    prepared.set(complaint, made)
    return made
  }
  return {
    id: 'belief',
    about: 'The playbook with exact beliefs about causes, on the scenarios’ own tables: an upper bound.',
    isExploit: false,
    make: deterministic(desk(observation => nextMove(observation, prepare(observation.complaint)))),
  }
}

/** As sure as this of a topic, it is told though nothing depends on it. */
const SURE = 0.98

function nextMove(observation: Observation, { hypotheses, next }: Prepared): Action {
  const { articles, requester, tried } = observation
  if (articles === null) return { type: 'search_knowledge_base' }
  if (newestOf(articles).audience === 'payer' && requester !== 'payer') {
    return turnAway(observation, 'not_the_payer')
  }
  const evidence = evidenceIn(observation)
  if (Object.values(tried).includes('worked')) {
    return conclude(observation, surestTopic(hypotheses, posterior(hypotheses, evidence)))
  }
  return actionOf(observation, next(evidence))
}

function surestTopic(hypotheses: readonly Hypothesis[], belief: readonly number[]): Topic | null {
  const at = belief.findIndex(share => share >= SURE)
  return hypotheses[at]?.explains[0] ?? null
}

function actionOf(observation: Observation, move: Move): Action {
  switch (move.move) {
    case 'check':
      return { type: 'run_diagnostic', check: move.check }
    case 'ask':
      return say([{ act: 'ask', slot: move.slot }])
    case 'fix':
      return { type: 'apply_fix', solution: move.fix }
    case 'conclude':
      return conclude(observation, move.topic)
    case 'handOn':
      if (observation.said[`explain.${move.topic}`] !== undefined) {
        return handOn(observation, move.team, 'See the record for what speaks for it.')
      }
      return say([{ act: 'explain', topic: move.topic }])
  }
}
