import { DAY_MS } from '../core/clock.ts'
import type { Trajectory } from '../trace/index.ts'
import type { Business } from '../world/business.ts'
import type { Outcome } from '../world/world.ts'

const CHURN_WINDOW_MS = 90 * DAY_MS

/** What the statistics need of an episode: read off its trajectory alone. */
export interface EpisodeResult {
  readonly policy: string
  readonly scenario: string
  readonly persona: string
  readonly seed: number
  readonly steps: number
  readonly return: number
  readonly costSum: number
  /** Of a model's endpoint; 0 where there was none. */
  readonly promptTokens: number
  readonly completionTokens: number
  /** What was found at the horizon; null when an outer limit truncated the episode. */
  readonly settled: SettledResult | null
}

export interface SettledResult {
  readonly outcome: Outcome
  readonly utilityCents: number
  readonly leakedCents: number
  readonly business: Business
  readonly minutes: number
  /** The survey's score, 1 … 5; null when nobody answered. */
  readonly score: number | null
  readonly reopened: boolean
  /** Whether the customer left within 90 days of the first contact; null for who had no plan to leave. */
  readonly churned90d: boolean | null
  readonly chargeback: boolean
  readonly escalated: boolean
  readonly abandoned: boolean
  readonly promisesBroken: number
  readonly falseClaims: number
}

/** The result of a recorded episode: steps, return and costs of all its tickets, the rest of the last. */
export function resultOf({ header, steps, signals, end }: Trajectory): EpisodeResult {
  const { policy, scenario, persona, seed } = header
  const whole = {
    policy,
    scenario,
    persona,
    seed,
    steps: steps.length,
    return: end.return,
    costSum: end.costSum,
    promptTokens: end.usage?.promptTokens ?? 0,
    completionTokens: end.usage?.completionTokens ?? 0,
  }
  if (end.outcome === null) return { ...whole, settled: null }
  // Of several tickets, what follows is of the last: signals carry the episode's clock.
  const ticketId = signals.at(-1)?.ticketId
  const own = signals.filter(signal => signal.ticketId === ticketId)
  const sinceMs = steps.findLast(({ ticketOutcome }) => ticketOutcome !== undefined)?.clockMs ?? 0
  const has = (kind: string): boolean => own.some(({ signal }) => signal === kind)
  const score = own.find(({ signal }) => signal === 'survey')?.value ?? null
  const churn = own.find(({ signal }) => signal === 'churn')
  return {
    ...whole,
    settled: {
      outcome: end.outcome,
      utilityCents: end.utilityCents,
      leakedCents: end.leakedCents,
      business: end.business,
      minutes: end.minutes,
      score: typeof score === 'number' ? score : null,
      reopened: has('reopened'),
      churned90d:
        churn !== undefined ? churn.atMs - sinceMs <= CHURN_WINDOW_MS : has('renewal') ? false : null,
      chargeback: has('chargeback'),
      escalated: end.escalatedTo !== null,
      abandoned: end.abandoned,
      promisesBroken: end.unkeptPromises,
      falseClaims: end.falseConfirms,
    },
  }
}
