import { DAY_MS } from '../core/clock.ts'
import { SupportGymError } from '../core/errors.ts'
import { freeze, withFrozenItems, withFrozenParts } from '../core/freeze.ts'
import type { Speaker } from '../language/speech.ts'
import type { Action } from '../world/actions.ts'
import { noItems } from '../world/record.ts'
import { ask, type Passage } from '../world/station.ts'
import { copyWorld, type Signal, type World } from '../world/world.ts'
import { maskOf } from './availability.ts'
import { begin, type EpisodeOptions } from './begin.ts'
import { nextEpisode, noEpisode, seenNow, stateAfter } from './episode.ts'
import { fillFloats, layoutNames } from './layout.ts'
import { type Observation, observationOf, type Seen } from './observation.ts'
import { parseAction } from './parse.ts'
import { type Report, reportOf } from './report.ts'
import { hasEnded, hasSettled, openScene } from './scene.ts'
import { episodeMs, onEpisodeClock, seriesOf } from './series.ts'
import { type Setting, stationsOf } from './setting.ts'
import { settleAll } from './settle.ts'
import { type Episode, type Snapshot, stateHash, takeSnapshot, worldOf } from './snapshot.ts'
import { type ActionSpace, actionSpace, type ObservationSpace, observationSpace } from './spaces.ts'
import { speakerOf } from './speaker.ts'
import { advance, type StepResult, sum } from './step.ts'
import { nextTicket } from './tickets.ts'
import {
  type Info,
  type ResetResult,
  restart,
  type Timestep,
  termination,
  transition,
  truncation,
} from './timestep.ts'

export interface ResetOptions {
  /** A safe integer ≥ 0; without it the env continues with a seed mixed from the last given one. */
  readonly seed?: number
  readonly options?: EpisodeOptions
}

/** What `collect` hands over: the signals that were still to come, with what each is worth. */
export interface Collected {
  readonly signals: readonly {
    readonly signal: Signal
    readonly rewardTerms: Readonly<Record<string, number>>
  }[]
  readonly report: Report
}

/** What runs the statechart of an env, and how many events a real XState actor has received for it and its forks. */
export interface Runtime {
  readonly kind: 'compiled' | 'xstate'
  readonly actorEvents: number
}

/** The world as an agent and its trainer meet it. */
export interface Env<Obs = Observation> {
  readonly id: string
  readonly actionSpace: ActionSpace
  readonly observationSpace: ObservationSpace
  /** Bounds of a step's reward, and the names of its terms and of the costs. */
  readonly rewardRange: readonly [low: number, high: number]
  readonly rewardTerms: readonly string[]
  readonly costNames: readonly string[]
  /** What runs the statechart: compiled tables, or an XState actor. */
  readonly runtime: Runtime
  /** The seed of the episode under way. */
  readonly seed: number
  /**
   * Begins an episode. Throws `unknown_id` for a scenario, persona, cause or variant that is not there, and
   * `invalid_config` for a customer who cannot come.
   */
  reset(given?: ResetOptions): ResetResult<Obs>
  /**
   * Does one action, structured or by its index in the discrete face, and returns at the next decision point. An
   * agent's mistake is part of the answer; throws `malformed_action`, `step_before_reset`, `step_after_end`.
   */
  step(action: Action | number): Timestep<Obs>
  /** The current observation: advances nothing, draws nothing. */
  observe(): Obs
  /** The whole state as plain JSON. */
  snapshot(): Snapshot
  /** Goes on from a snapshot; returns what a reset would. Throws `invalid_snapshot`. */
  restore(snapshot: Snapshot): ResetResult<Obs>
  /** A second env at this very moment, sharing nothing that changes. */
  fork(): Env<Obs>
  /** The truth of a settled episode. Throws `not_settled` before that. */
  report(): Report
  /** How the customer speaks and listens: for whoever words their messages, never for an agent or a reward. */
  speaker(): Speaker
  /** The signals behind an `info.pending` handle, which survives `reset` (deferred delivery). */
  collect(handle: string): Collected
  /** SHA-256 of everything that changes. */
  stateHash(): string
  close(): void
}

/** An env's own state: what `fork` copies. */
interface State {
  world: World | null
  episode: Episode
  pending: Map<string, World>
  closed: boolean
}

/** An env over a setting; `makeEnv` puts the setting together. */
export function createEnv<Obs>(setting: Setting, state: State = freshState()): Env<Obs> {
  const stations = new Map(stationsOf(setting).map(station => [station.id, station]))
  const noTerms = zeros(setting.reward.terms)
  const noCosts = zeros(setting.costs.names)
  const copyOf = (world: World): World => copyWorld(world, (id, memory) => stations.get(id)!.copy(memory))

  function running(call: string): World {
    if (state.closed) throw new SupportGymError('env_closed', `${call}() on a closed env: make a new one.`)
    if (state.world === null) {
      throw new SupportGymError('step_before_reset', `${call}() needs an episode: call reset() first.`)
    }
    return state.world
  }

  /**
   * What is seen now, kept: lazy fields of an observation read the same after the next step. The state's parts are
   * replaced, never changed, so they can be given out as they are; frozen, because others hold them too.
   */
  function seenOf(world: World): Seen {
    const seen = seenNow(world, setting)
    return { ...seen, record: withFrozenParts({ ...seen.record }) }
  }

  function face(seen: Seen): Obs {
    if (setting.face === 'typed') return observationOf(seen) as Obs
    const floats = new Float32Array(layoutNames.length)
    fillFloats(seen, floats)
    return floats as Obs
  }

  /** What is told of the world, and of the step that led there, taken in `from`: this world, or its last ticket. */
  function infoOf(world: World, seen: Seen, step: { result: StepResult; from: World } | null): Info {
    const result = step?.result ?? null
    const passage: Passage | null = result?.passage ?? null
    const ticket = world.tickets[0]!
    const costs = result?.costs ?? noCosts
    const from = seriesOf(step?.from ?? world)
    const clockMs = episodeMs(world)
    const elapsedMs = passage === null ? 0 : clockMs - from.startedAtMs - passage.startedAtMs
    const isNext = step !== null && step.from !== world
    return {
      rewardTerms: result?.rewardTerms ?? noTerms,
      costs: { ...costs, cost: sum(costs), cost_sum: world.tally.costSum },
      actionMask: maskOf(ticket.record, seen.available),
      verdicts: freeze(passage?.verdicts ?? []),
      executed: passage?.executed ?? null,
      signals: withFrozenItems(onEpisodeClock(passage?.signals ?? noItems, from)),
      events: isNext ? freeze([...result!.passage.events, ...seen.record.events]) : seen.record.events,
      clockMs,
      elapsedMs,
      discount: Math.exp((-setting.discountPerDay * elapsedMs) / DAY_MS),
      return: world.tally.returnSum,
      outcome: hasSettled(ticket, setting) ? ticket.hidden.outcomeSettled : null,
      ticket: seriesOf(world).ticket,
      ticketOutcome: passage?.settled === true ? passage.ticket.hidden.outcomeSettled : null,
      pending: hasEnded(ticket, setting) && setting.delivery === 'deferred' ? handleOf(world) : null,
    }
  }

  function first(world: World): ResetResult<Obs> {
    const seen = seenOf(world)
    return restart(face(seen), infoOf(world, seen, null))
  }

  function finish(from: World, result: StepResult): Timestep<Obs> {
    const world = nextTicket(from, setting) ?? from
    state.world = world
    const seen = seenOf(world)
    const reached = stateAfter(world, setting)
    const info = infoOf(world, seen, { result, from })
    if (reached === 'running') return transition(face(seen), result.reward, info)
    state.episode = { ...state.episode, state: reached }
    if (reached === 'truncated') return truncation(face(seen), result.reward, info)
    if (setting.delivery === 'deferred') keepForCollect(world)
    return termination(face(seen), result.reward, info)
  }

  function keepForCollect(world: World): void {
    state.pending.set(handleOf(world), copyOf(world))
  }

  return {
    id: setting.id,
    get actionSpace() {
      return actionSpace()
    },
    get observationSpace() {
      return observationSpace()
    },
    rewardRange: setting.reward.range,
    rewardTerms: setting.reward.terms,
    costNames: setting.costs.names,
    get runtime() {
      return { kind: setting.chart.runtime, actorEvents: setting.chart.actorEvents() }
    },
    get seed() {
      return seriesOf(running('seed')).seed
    },
    reset(given = {}) {
      if (state.closed) throw new SupportGymError('env_closed', 'reset() on a closed env: make a new one.')
      const { seed, episode } = nextEpisode(state.episode, given.seed)
      const world = begin(seed, given.options ?? {}, setting)
      state.episode = episode
      state.world = world
      return first(world)
    },
    step(given) {
      const world = running('step')
      if (state.episode.state !== 'running') {
        throw new SupportGymError(
          'step_after_end',
          `The episode is ${state.episode.state}: call reset() before the next step.`,
        )
      }
      const action = parseAction(given, world.tickets[0]!.record, world.seed)
      return finish(world, advance(world, action, setting))
    },
    observe: () => face(seenOf(running('observe'))),
    snapshot: () => takeSnapshot(running('snapshot'), state.episode, setting),
    restore(snapshot) {
      if (state.closed) throw new SupportGymError('env_closed', 'restore() on a closed env: make a new one.')
      const world = worldOf(snapshot, setting)
      state.world = world
      state.episode = { ...snapshot.episode }
      if (setting.delivery === 'deferred' && hasEnded(world.tickets[0]!, setting)) keepForCollect(world)
      return first(world)
    },
    fork() {
      const world = running('fork')
      const pending = new Map([...state.pending].map(([handle, waiting]) => [handle, copyOf(waiting)]))
      return createEnv<Obs>(setting, { world: copyOf(world), episode: state.episode, pending, closed: false })
    },
    report() {
      const world = running('report')
      if (!hasSettled(world.tickets[0]!, setting)) {
        const hint =
          setting.delivery === 'deferred' ? 'collect(info.pending) has it' : 'step to the end first'
        throw new SupportGymError('not_settled', `report() is for settled episodes: ${hint}.`)
      }
      return reportOf(world, setting)
    },
    speaker: () => speakerOf(running('speaker'), setting),
    collect(handle) {
      if (state.closed) throw new SupportGymError('env_closed', 'collect() on a closed env: make a new one.')
      const waiting = state.pending.get(handle)
      if (waiting === undefined) {
        const known = [...state.pending.keys()].join(', ') || 'none'
        throw new SupportGymError('unknown_id', `Nothing is pending under "${handle}"; handles: ${known}.`)
      }
      return collectFrom(copyOf(waiting), setting)
    },
    stateHash: () => stateHash(running('stateHash')),
    close() {
      state.closed = true
      state.world = null
      state.pending.clear()
    },
  }
}

/** Settles a world that ended under deferred delivery. */
function collectFrom(world: World, setting: Setting): Collected {
  const ticket = world.tickets[0]!
  const scene = openScene(world, { type: 'wait_for_next_signal' }, setting)
  settleAll(scene)
  const signals = scene.passage.signals.map(signal => ({
    signal: Object.freeze(signal),
    rewardTerms: setting.reward.ofSignal(world, ticket, signal),
  }))
  world.tally.returnSum += sum(ask(setting.reward, world, { ...scene.passage, legal: true }))
  world.tally.costSum += sum(ask(setting.costs, world, scene.passage))
  return { signals, report: reportOf(world, setting) }
}

function freshState(): State {
  return {
    world: null,
    episode: noEpisode,
    pending: new Map(),
    closed: false,
  }
}

/** Names an ended episode by what happened in it: the same seed with other actions has another handle. */
function handleOf(world: World): string {
  return `${world.seed}-${stateHash(world).slice(0, 12)}`
}

function zeros(names: readonly string[]): Readonly<Record<string, number>> {
  return Object.freeze(Object.fromEntries(names.map(name => [name, 0])))
}
