import { type Action, makeEnv, type Observation } from '../../../src/index.ts'
import type { AgentAct, Remedy, Topic } from '../../../src/world/acts.ts'
import type { Outcome } from '../../../src/world/world.ts'

type Refusal = Extract<AgentAct, { act: 'refuse' }>['why']

/** One action, chosen by what is in view when its turn comes; null for none. */
export type Move = (seen: Observation) => Action | null

/** What an agent does and says, once it has verified who asks and read what there is. */
export interface Conduct {
  readonly does?: readonly Move[]
  readonly tells?: readonly Topic[]
  readonly refuses?: Refusal
  readonly offers?: Remedy
  /** Who asks is verified, and the records are read, before anything else; true where it is not said. */
  readonly verifies?: boolean
  /** The last thing done, in place of closing the case. */
  readonly endsWith?: Action
}

/** A case played to its end: the oracle's word at the close and 150 days later, and the tools' refusals by code. */
export interface Ended {
  readonly outcome: Outcome
  readonly settled: Outcome
  readonly refusals: readonly string[]
  /** False where the customer left before all was done. */
  readonly isComplete: boolean
}

const READS: readonly Action[] = [
  { type: 'lookup_customer' },
  { type: 'lookup_charges' },
  { type: 'lookup_subscriptions' },
  { type: 'lookup_invoices' },
  { type: 'lookup_disputes' },
]
const TELLINGS_MAX = 4
const APPROVAL_WAITS_MAX = 24

const env = makeEnv('billing-support-v4', { stepsMax: 80 })

/** Plays a conduct through the public face of the env. */
export function playCase(
  conduct: Conduct,
  { seed, ...options }: { readonly seed: number; readonly scenario: string; readonly cause: string },
): Ended {
  const refusals: string[] = []
  let isComplete = true
  let timestep = { ...env.reset({ seed, options }), terminated: false }
  const seen = (): Observation => timestep.observation
  const take = (action: Action | null): void => {
    if (timestep.terminated) isComplete = false
    if (action === null || timestep.terminated) return
    timestep = env.step(action)
    const { toolResult } = timestep.observation
    if (toolResult?.ok === false) refusals.push(toolResult.code!)
  }
  const { does = [], verifies = true, endsWith = { type: 'close', resolution: 'resolved' } } = conduct
  take({ type: 'reply', acts: [{ act: 'greet' }, { act: 'acknowledge' }] })
  if (verifies) for (const action of [{ type: 'verify_identity' } as const, ...READS]) take(action)
  for (const move of does) {
    take(timestep.terminated ? null : move(seen()))
    for (let waits = 0; seen().phase === 'pendingApproval' && waits < APPROVAL_WAITS_MAX; waits++)
      take({ type: 'wait', minutes: 10 })
  }
  const acts = wordsOf(conduct)
  for (let told = 0; acts.length > 0 && told < TELLINGS_MAX && !(told > 0 && seen().accepted); told++)
    take({ type: 'reply', acts })
  take(endsWith)
  if (!timestep.terminated) throw new Error(`Seed ${seed} of ${options.scenario} did not end.`)
  const { outcome, outcomeSettled: settled, abandoned } = env.report()
  return { outcome, settled, refusals, isComplete: isComplete && !abandoned }
}

function wordsOf({ tells = [], refuses, offers }: Conduct): AgentAct[] {
  if (tells.length === 0 && refuses === undefined) return []
  return [
    ...tells.map(topic => ({ act: 'explain', topic }) as const),
    ...(refuses === undefined ? [] : [{ act: 'refuse', why: refuses } as const]),
    ...(offers === undefined ? [] : [{ act: 'offer', remedy: offers } as const]),
    { act: 'confirm' },
  ]
}
