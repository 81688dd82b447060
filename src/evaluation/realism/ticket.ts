import { DAY_MS } from '../../core/clock.ts'
import { noiseKey, uniform } from '../../core/random.ts'
import type { Env, EpisodeOptions, Observation, Report, Timestep } from '../../env/index.ts'
import { customerModelOf, type EnvConfig, makeEnv } from '../../make.ts'
import { type Cast, type CustomerModel, surveyScore } from '../../personas/index.ts'
import type { Choice, Policy } from '../../policies/index.ts'
import { type Tone, tones } from '../../world/acts.ts'
import { purposes } from '../../world/noise.ts'
import type { Outcome, Signal } from '../../world/world.ts'

/** What the stylised facts are about: one ticket, from first contact to horizon. */
export interface PlayedTicket {
  readonly steps: number
  /** As settled. */
  readonly outcome: Outcome
  readonly satisfaction: number
  /** The true business value, in cents, and the return of the `business` reward. */
  readonly utilityCents: number
  readonly return: number
  /** The answer to the survey, 1 … 5; null when there is none. */
  readonly score: number | null
  /** What the customer would answer, or did. */
  readonly wouldScore: number
  readonly transferred: boolean
  readonly abandoned: boolean
  readonly leftSilently: boolean
  readonly reopened: boolean
  /** Null for who had no plan to leave. */
  readonly churned90d: boolean | null
  readonly chargeback: boolean
  /** Of the customer's messages as shown to the agent, in order: 0 neutral, 1 annoyed, 2 angry. */
  readonly tones: readonly number[]
}

/** What an experiment does to a ticket, besides who plays it. */
export interface Arm {
  /** Edits what has just begun, through its snapshot. */
  readonly prepare?: (env: Env) => void
  /** Acts first, before the policy. */
  readonly script?: readonly Choice['action'][]
  /** Changes what the policy chose. */
  readonly change?: (action: Choice['action']) => Choice['action']
}

/** Where tickets are played: an env, and the model of the customers in it. */
export interface Stage {
  readonly env: Env
  readonly model: CustomerModel
}

/** A stage for the customers of a pack. */
export function stageOver(cast: Cast, config: Omit<EnvConfig, 'observation' | 'personas'> = {}): Stage {
  return { env: makeEnv('billing-support-v4', { ...config, personas: cast }), model: customerModelOf(cast) }
}

const CHURN_WINDOW_MS = 90 * DAY_MS

/** Plays one ticket to its horizon. The env delivers signals at settlement. */
export function playTicket(
  { env, model }: Stage,
  policy: Policy,
  {
    seed,
    options = {},
    arm = {},
  }: { readonly seed: number; readonly options?: EpisodeOptions; readonly arm?: Arm },
): PlayedTicket {
  let { observation, info } = env.reset({ seed, options })
  arm.prepare?.(env)
  const script = [...(arm.script ?? [])]
  for (;;) {
    const scripted = script.shift()
    const chosen = scripted ?? policy.act(observation, info).action
    const step = env.step(scripted === undefined && arm.change !== undefined ? arm.change(chosen) : chosen)
    if (step.terminated || step.truncated) return ticketOf(env.report(), step, { seed, model })
    ;({ observation, info } = step)
  }
}

function ticketOf(
  report: Report,
  { observation, info }: Timestep<Observation>,
  { seed, model }: { readonly seed: number; readonly model: CustomerModel },
): PlayedTicket {
  const find = (kind: Signal['kind']): Signal | undefined => info.signals.find(signal => signal.kind === kind)
  const score = find('survey')?.value ?? null
  const churn = find('churn')
  const noise = uniform(seed, noiseKey(1, purposes.surveyScore), 0)
  return {
    steps: report.steps,
    outcome: report.outcomeSettled,
    satisfaction: report.satisfaction,
    utilityCents: report.utilityCents,
    return: report.return,
    score: typeof score === 'number' ? score : null,
    wouldScore: surveyScore(report.satisfaction, noise, model),
    transferred: report.escalatedTo !== null,
    abandoned: report.abandoned,
    leftSilently: report.leftSilently,
    reopened: find('reopened') !== undefined,
    churned90d:
      churn !== undefined ? churn.atMs <= CHURN_WINDOW_MS : find('renewal') === undefined ? null : false,
    chargeback: find('chargeback') !== undefined,
    tones: tonesHeard(observation),
  }
}

function tonesHeard({ transcript }: Observation): number[] {
  return transcript.flatMap(fact => (fact.from === 'customer' ? [severity(fact.message.tone)] : []))
}

function severity(tone: Tone): number {
  return tones.indexOf(tone)
}
