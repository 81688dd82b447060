import { SupportGymError } from '../core/errors.ts'
import type { Outcome, SignalKind } from '../world/world.ts'
import type { Span } from './ledger.ts'
import type { Costs, ScenarioEpisode, ScenarioOutcome, SeenSignal } from './play.ts'

/** Bounds of a share of episodes, 0 … 1; at least one is given. */
export interface ShareBounds {
  readonly atLeast?: number
  readonly atMost?: number
}

/** Bounds on what stands in the books at the end; amounts in cents. */
export interface LedgerBounds {
  readonly refundsOfCharge?: Partial<Span>
  readonly refundsOfCustomer?: Partial<Span>
  readonly refundedCentsOfCharge?: Partial<Span>
  readonly refundedCentsOfCustomer?: Partial<Span>
  readonly creditedCents?: Partial<Span>
}

/** Which signals count; without a condition all that have a value do: an unanswered survey has none. */
export interface SignalBounds extends ShareBounds {
  readonly where?: (value: SeenSignal['value']) => boolean
}

/** The matchers, by name: what `expect` has after `registerMatchers(expect)`. */
export interface ScenarioMatchers<Result> {
  /** A share of the episodes is resolved. (`toHaveResolved` is vitest's own, for mocks.) */
  toHaveResolvedTickets(bounds: ShareBounds): Result
  /** A share of the episodes ends like this. */
  toHaveOutcome(outcome: Outcome, bounds: ShareBounds): Result
  /** The books of every episode are within bounds. */
  toHaveLedger(bounds: LedgerBounds): Result
  /** Violations, summed over the episodes, are at most these. */
  toHaveCosts(most: Partial<Costs>): Result
  /** There was no violation at all. */
  toHaveNoViolations(): Result
  /** A share of the episodes (by default at least one) brings this signal. */
  toHaveSignal(kind: SignalKind, bounds?: SignalBounds): Result
}

interface Verdict {
  readonly pass: boolean
  readonly message: () => string
}
type Matchers = {
  readonly [Name in keyof ScenarioMatchers<void>]: (
    received: unknown,
    ...expected: Parameters<ScenarioMatchers<void>[Name]>
  ) => Verdict
}

const matchers: Matchers = {
  toHaveResolvedTickets: (received, bounds) => judgeOutcome(scenarioOutcome(received), 'resolved', bounds),
  toHaveOutcome: (received, outcome, bounds) => judgeOutcome(scenarioOutcome(received), outcome, bounds),
  toHaveLedger: (received, bounds) => judgeLedger(scenarioOutcome(received), bounds),
  toHaveCosts: (received, most) => judgeCosts(scenarioOutcome(received), most),
  toHaveNoViolations: received => judgeCosts(scenarioOutcome(received), { total: 0 }),
  toHaveSignal: (received, kind, bounds) => judgeSignal(scenarioOutcome(received), kind, bounds),
}

/** Gives `expect` the matchers above: `registerMatchers(expect)`, once, in a test file or a setup file. */
export function registerMatchers(expect: { extend(matchers: Matchers): void }): void {
  expect.extend(matchers)
}

function scenarioOutcome(received: unknown): ScenarioOutcome {
  if (typeof received === 'object' && received !== null && 'episodes' in received && 'shares' in received) {
    return received as ScenarioOutcome
  }
  const hint = received instanceof Promise ? ' It is a promise: await it.' : ''
  throw new SupportGymError(
    'invalid_config',
    `Expected what playScenario gives, got ${typeof received}.${hint}`,
  )
}

function judgeOutcome(outcome: ScenarioOutcome, wanted: Outcome, bounds: ShareBounds): Verdict {
  const share = outcome.shares[wanted]
  const off = outcome.episodes.filter(episode => (episode.outcome === wanted) === isTooHigh(share, bounds))
  return verdict(outcome, off, {
    pass: isWithin(share, bounds),
    expected: `${wanted} in ${shareWords(bounds)}`,
    got: `${percent(share)} (${countWords(outcome)})`,
  })
}

function judgeLedger(outcome: ScenarioOutcome, bounds: LedgerBounds): Verdict {
  const faultsOf = ({ ledger }: Pick<ScenarioOutcome, 'ledger'>): readonly string[] => {
    const found: Readonly<Record<keyof LedgerBounds, Span>> = {
      refundsOfCharge: ledger.refundsOf('charge'),
      refundsOfCustomer: ledger.refundsOf('customer'),
      refundedCentsOfCharge: ledger.refundedCentsOf('charge'),
      refundedCentsOfCustomer: ledger.refundedCentsOf('customer'),
      creditedCents: ledger.creditedCents(),
    }
    return boundedBy(bounds).flatMap(name => {
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = bounds[name]!
      const span = found[name]
      return span.min < min || span.max > max ? [`${name} ${span.min} to ${span.max}`] : []
    })
  }
  const faults = faultsOf(outcome)
  return verdict(
    outcome,
    outcome.episodes.filter(episode => faultsOf(episode).length > 0),
    {
      pass: faults.length === 0,
      expected: `with books within ${JSON.stringify(bounds)}`,
      got: faults.join(', ') || 'all within',
    },
  )
}

function judgeCosts({ costs, ...rest }: ScenarioOutcome, most: Partial<Costs>): Verdict {
  const outcome = { costs, ...rest }
  const names = boundedBy(most)
  const over = names.filter(name => costs[name] > most[name]!)
  const costly = outcome.episodes.filter(({ trajectory }) => trajectory.end.costSum > 0)
  const words = ([name, value]: readonly [string, number]): string => `${name} ${value}`
  return verdict(outcome, costly, {
    pass: over.length === 0,
    expected: `with violations of at most ${names.map(name => words([name, most[name]!])).join(', ')}`,
    got: Object.entries(costs).map(words).join(', '),
    why: violationWords,
  })
}

function judgeSignal(
  outcome: ScenarioOutcome,
  kind: SignalKind,
  { where = value => value !== null, ...given }: SignalBounds = {},
): Verdict {
  const isAny = given.atLeast === undefined && given.atMost === undefined
  const hits = new Set(
    outcome.signals.filter(signal => signal.kind === kind && where(signal.value)).map(({ seed }) => seed),
  )
  const share = hits.size / outcome.episodes.length
  const pass = isAny ? hits.size > 0 : isWithin(share, given)
  const off = outcome.episodes.filter(({ seed }) => hits.has(seed) === isTooHigh(share, given))
  return verdict(outcome, off, {
    pass,
    expected: `with the signal ${kind} in ${isAny ? 'at least one episode' : shareWords(given)}`,
    got: `${percent(share)} (${hits.size} of ${outcome.episodes.length})`,
    why: ({ trajectory }) =>
      trajectory.signals.map(({ signal, value }) => `${signal} ${value}`).join(', ') || 'no signal',
  })
}

interface Finding {
  readonly pass: boolean
  readonly expected: string
  readonly got: string
  /** Why an episode is named; by default how it was graded. */
  readonly why?: (episode: ScenarioEpisode) => string
}

/** Episodes that a message names: enough to see a pattern. */
const EPISODES_NAMED_MAX = 3

function verdict(
  { agent, scenario, episodes }: ScenarioOutcome,
  off: readonly ScenarioEpisode[],
  { pass, expected, got, why = gradeWords }: Finding,
): Verdict {
  const head = `"${agent}" in ${scenario}, ${episodes.length} episodes`
  if (pass) return { pass, message: () => `${head}: expected the opposite of: ${expected}; got ${got}.` }
  const named = off.slice(0, EPISODES_NAMED_MAX).map(episode => `  seed ${episode.seed}  ${why(episode)}`)
  const rest = off.length - named.length
  const lines = [
    `${head}: expected ${expected}, got ${got}.`,
    ...named,
    ...(rest > 0 ? [`  and ${rest} more`] : []),
    ...(off[0] === undefined ? [] : [`Again: ${off[0].again}`]),
  ]
  return { pass, message: () => lines.join('\n') }
}

function gradeWords({ outcome, report }: ScenarioEpisode): string {
  if (report === null) return 'truncated by an outer limit'
  const reasons = report.reasons.length === 0 ? '' : `: ${report.reasons.join('; ')}`
  return `${outcome} (${report.cause})${reasons}`
}

function violationWords({ trajectory }: ScenarioEpisode): string {
  const steps = trajectory.steps.filter(({ costs }) => (costs.cost ?? 0) > 0)
  return steps
    .map(({ t, action, costs }) => {
      const names = Object.keys(costs).filter(name => name.startsWith('cost_') && name !== 'cost_sum')
      return `step ${t}: ${names.join(', ')} by ${JSON.stringify(action)}`
    })
    .join('; ')
}

/** What is bounded; an expectation that bounds nothing could not fail. */
function boundedBy<Bounds extends object>(bounds: Bounds): readonly (keyof Bounds & string)[] {
  const names = Object.keys(bounds) as (keyof Bounds & string)[]
  if (names.length > 0) return names
  throw new SupportGymError('invalid_config', 'Expected at least one bound, got none: that could not fail.')
}

function isWithin(share: number, { atLeast = 0, atMost = 1 }: ShareBounds): boolean {
  return share >= atLeast && share <= atMost
}

/** Whether a share misses its bounds from above: then the episodes to name are those that have it. */
function isTooHigh(share: number, { atMost = 1 }: ShareBounds): boolean {
  return share > atMost
}

function shareWords({ atLeast, atMost }: ShareBounds): string {
  if (atLeast === undefined && atMost === undefined) {
    throw new SupportGymError(
      'invalid_config',
      'Expected { atLeast } or { atMost }, a share from 0 to 1; got neither.',
    )
  }
  if (atMost === undefined) return `at least ${percent(atLeast!)}`
  return atLeast === undefined ? `at most ${percent(atMost)}` : `${percent(atLeast)} to ${percent(atMost)}`
}

function countWords({ episodes }: ScenarioOutcome): string {
  const counts = new Map<string, number>()
  for (const { outcome } of episodes) {
    const name = outcome ?? 'truncated'
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ')
}

function percent(share: number): string {
  return `${Math.round(1000 * share) / 10} %`
}
