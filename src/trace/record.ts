import { SupportGymError } from '../core/errors.ts'
import { hashOf } from '../core/hash.ts'
import type { Env, EpisodeOptions, Observation, Report, Timestep } from '../env/index.ts'
import type { Usage } from '../llm/index.ts'
import type { Policy, SpokenChoice } from '../policies/index.ts'
import { presetRubric, rewardStation } from '../reward/index.ts'
import type { RewardStation } from '../world/station.ts'
import type { Signal } from '../world/world.ts'
import {
  type EndLine,
  type HeaderLine,
  type SettledEnd,
  type SignalLine,
  type StepLine,
  signalLine,
  TRACE_VERSION,
  TraceConfig,
  type TraceLine,
  type Trajectory,
} from './lines.ts'
import { packageVersion } from './version.ts'

/** What a recording has to know besides the env and the policy. */
export interface RecordOptions {
  readonly seed: number
  /** What the reset fixes instead of leaving it to the seed. */
  readonly options?: EpisodeOptions
  /** What the env was made with: a replay makes it again from this. */
  readonly config: TraceConfig
  /** The policy's name. */
  readonly policy: string
  /** Tokens that the policy's model used. */
  readonly usage?: Usage
  /** Number of the episode in its file; 1 by default. */
  readonly episode?: number
  /** Version of the package to name: this one's by default; a replay names the recording's. */
  readonly version?: string
}

export interface RecordedEpisode {
  readonly trajectory: Trajectory
  /** The truth of the settled episode; null when an outer limit truncated it. */
  readonly report: Report | null
}

/** Hexadecimal digits of an observation's hash: 64 bits tell any two of a file apart. */
const OBSERVATION_HASH_DIGITS = 16

/**
 * Plays one episode, from reset to end, and records it. Throws `invalid_config` when the env's reward is not the
 * one that `config` names.
 */
export function recordEpisode(env: Env, policy: Policy, given: RecordOptions): RecordedEpisode {
  const lines: TraceLine[] = []
  const live = traceEpisode(env, policy, given)
  for (;;) {
    const { value, done } = live.next()
    if (done === true) return { trajectory: trajectoryOf(lines, 1), report: value }
    lines.push(value)
  }
}

/** The same, a line at a time, each as soon as it is known; returns the report. */
export function* traceEpisode(
  env: Env,
  policy: Policy,
  given: RecordOptions,
): Generator<TraceLine, Report | null> {
  const station = stationFor(env, given.config)
  const seen: TraceLine[] = []
  const keep = <Line extends TraceLine>(line: Line): Line => {
    seen.push(line)
    return line
  }
  const { seed, options = {} } = given
  let { observation, info } = env.reset({ seed, options })
  yield keep(headerOf(env, observation, given))
  for (let t = 1; ; t++) {
    const choice = policy.act(observation, info)
    const timestep = env.step(choice.action)
    yield keep(stepOf(t, choice, timestep))
    for (const line of signalsOf(env, t, { station, signals: timestep.info.signals })) yield keep(line)
    observation = timestep.observation
    info = timestep.info
    if (!timestep.terminated && !timestep.truncated) continue
    const { report, late } = aftermathOf(env, timestep)
    for (const line of late) yield keep(line)
    yield { ...endOf(env, timestep, { report, linesHash: hashOf(seen) }), ...usageIn(given) }
    return report
  }
}

/** The lines as a trajectory; they are known to be a whole episode. */
export function trajectoryOf(lines: readonly TraceLine[], firstLine: number): Trajectory {
  return {
    header: lines[0] as HeaderLine,
    steps: lines.filter(line => 't' in line),
    signals: lines.filter(line => 'signal' in line),
    end: lines.at(-1) as EndLine,
    lines,
    firstLine,
  }
}

/** A trajectory as it stands in a file: a JSON object a line. */
export function trajectoryText({ lines }: Pick<Trajectory, 'lines'>): string {
  return lines.map(line => `${JSON.stringify(line)}\n`).join('')
}

function stationFor(env: Env, config: TraceConfig): RewardStation {
  const station = rewardStation(presetRubric(config.reward, config.gamma ?? 1))
  if (station.terms.join() === env.rewardTerms.join() && station.range.join() === env.rewardRange.join()) {
    return station
  }
  throw new SupportGymError(
    'invalid_config',
    `Expected an env made with the reward "${config.reward}", got one with the terms ${env.rewardTerms.join(', ')}.`,
  )
}

function headerOf(env: Env, observation: Observation, given: RecordOptions): HeaderLine {
  const { template, world } = env.snapshot()
  const [scenario, cause, variant] = template.id.split('/')
  return {
    supportgym: given.version ?? packageVersion(),
    trace: TRACE_VERSION,
    env: env.id,
    episode: given.episode ?? 1,
    policy: given.policy,
    seed: given.seed,
    config: TraceConfig.parse(given.config),
    scenario: scenario!,
    persona: world.tickets[0]!.traits.archetype,
    askedPersona: given.options?.persona ?? null,
    cause: cause!,
    variant: variant!,
    ...(given.options?.customer === undefined ? {} : { customer: given.options.customer }),
    templateHash: template.hash,
    observationHash: observationHash(observation),
  }
}

function stepOf(t: number, choice: SpokenChoice, timestep: Timestep<Observation>): StepLine {
  const { info } = timestep
  return {
    t,
    action: choice.action,
    ...(choice.heard === undefined ? {} : { heard: [...choice.heard] }),
    executed: info.executed,
    propensity: choice.propensity,
    reward: timestep.reward,
    terms: withoutZeros(info.rewardTerms),
    costs: { ...withoutZeros(info.costs), cost_sum: info.costs.cost_sum! },
    verdicts: [...info.verdicts],
    events: [...info.events],
    clockMs: info.clockMs,
    elapsedMs: info.elapsedMs,
    signals: info.signals.map(({ kind }) => kind),
    terminated: timestep.terminated,
    truncated: timestep.truncated,
    ...(timestep.terminated || info.ticketOutcome === null ? {} : { ticketOutcome: info.ticketOutcome }),
    observationHash: observationHash(timestep.observation),
  }
}

/** What each signal of a step was worth, as the reward station counted it into the step. */
function signalsOf(
  env: Env,
  t: number,
  { station, signals }: { readonly station: RewardStation; readonly signals: readonly Signal[] },
): SignalLine[] {
  if (signals.length === 0) return []
  const { world } = env.snapshot()
  return signals.map(signal => signalLine(signal, t, sum(station.ofSignal(world, world.tickets[0]!, signal))))
}

/** What follows the last step: under deferred delivery the signals that were still to come. */
function aftermathOf(
  env: Env,
  { truncated, info }: Timestep<Observation>,
): { readonly report: Report | null; readonly late: readonly SignalLine[] } {
  if (truncated) return { report: null, late: [] }
  if (info.pending === null) return { report: env.report(), late: [] }
  const { signals, report } = env.collect(info.pending)
  return {
    report,
    late: signals.map(({ signal, rewardTerms }) => signalLine(signal, null, sum(rewardTerms))),
  }
}

function endOf(
  env: Env,
  { info }: Timestep<Observation>,
  { report, linesHash }: { readonly report: Report | null; readonly linesHash: string },
): EndLine {
  if (report === null) {
    const costSum = info.costs.cost_sum!
    return { end: true, outcome: null, return: info.return, costSum, stateHash: env.stateHash(), linesHash }
  }
  return {
    end: true,
    outcome: report.outcomeSettled,
    outcomeAtClose: report.outcome,
    reasons: [...report.reasons],
    return: report.return,
    costSum: report.costSum,
    utilityCents: report.utilityCents,
    leakedCents: report.leakedCents,
    business: { ...report.business },
    satisfaction: report.satisfaction,
    believed: report.believed,
    minutes: report.minutes,
    abandoned: report.abandoned,
    leftSilently: report.leftSilently,
    escalatedTo: report.escalatedTo,
    falseConfirms: report.falseConfirms,
    unkeptPromises: report.unkeptPromises,
    ...(report.earlier.length === 0 ? {} : { tickets: [...report.earlier, report].map(ticketOf) }),
    stateHash: report.stateHash,
    linesHash,
  }
}

function usageIn({ usage }: RecordOptions): Pick<EndLine, 'usage'> {
  return usage === undefined ? {} : { usage }
}

function ticketOf(report: Report['earlier'][number]): NonNullable<SettledEnd['tickets']>[number] {
  const { scenario, cause, variant, outcomeSettled, satisfaction } = report
  return { scenario, cause, variant, outcome: outcomeSettled, satisfaction }
}

function observationHash(observation: Observation): string {
  return hashOf(observation).slice(0, OBSERVATION_HASH_DIGITS)
}

function withoutZeros(amounts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(amounts).filter(([, amount]) => amount !== 0))
}

function sum(amounts: Readonly<Record<string, number>>): number {
  return Object.values(amounts).reduce((total, amount) => total + amount, 0)
}
