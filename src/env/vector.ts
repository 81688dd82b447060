import { SupportGymError } from '../core/errors.ts'
import type { World } from '../world/world.ts'
import { fillMask } from './availability.ts'
import { begin, type EpisodeOptions } from './begin.ts'
import { discreteActions } from './discrete.ts'
import { nextEpisode, noEpisode, seenNow, stateAfter } from './episode.ts'
import { fillFloats, layoutNames } from './layout.ts'
import { parseAction } from './parse.ts'
import { seriesOf } from './series.ts'
import type { Setting } from './setting.ts'
import type { Episode } from './snapshot.ts'
import { advance } from './step.ts'
import { nextTicket } from './tickets.ts'

export const autoresetModes = ['NextStep', 'SameStep', 'Disabled'] as const
/**
 * What happens to an env whose episode has ended (Gymnasium's three modes): its next `step` resets it and ignores the
 * action, the same `step` resets it and keeps the last observation aside, or nobody does until `reset` is asked to.
 */
export type AutoresetMode = (typeof autoresetModes)[number]

/** Where a vector env writes: n rows each, row-major. What is not given is made. */
export interface VectorBuffers {
  /** Float32, n × `observationLength`; the names are `layoutNames`. */
  readonly observations: Float32Array
  /** Bytes, n × `actionCount`: 1 where the discrete action is possible next. */
  readonly masks: Uint8Array
  readonly rewards: Float64Array
  readonly terminations: Uint8Array
  readonly truncations: Uint8Array
  /** Float64, n × `costNames.length`. */
  readonly costs: Float64Array
  /** With `SameStep`, row i is env i's last observation where its episode ended in this step; else of length 0. */
  readonly finalObservations: Float32Array
}

export interface VectorResetOptions {
  /** Env i starts at seed + i; or a seed for each. Without it every env continues its own series. */
  readonly seed?: number | readonly number[]
  readonly options?: EpisodeOptions
  /** Resets the envs whose byte is not 0, and leaves the others as they are. */
  readonly mask?: Uint8Array
}

/** n envs stepped together over typed arrays, on the discrete face: step for step what n single envs do. */
export interface VectorEnv extends VectorBuffers {
  readonly id: string
  readonly count: number
  readonly autoreset: AutoresetMode
  readonly observationLength: number
  readonly actionCount: number
  readonly costNames: readonly string[]
  readonly rewardRange: readonly [low: number, high: number]
  /** The seed of env i's episode. */
  seedOf(index: number): number
  /** Begins episodes, and writes their first observations and masks. */
  reset(given?: VectorResetOptions): void
  /**
   * Does one discrete action in each env. Throws `malformed_action` before anything has changed, `step_before_reset`,
   * and with autoreset disabled `step_after_end` for an env that has ended.
   */
  step(actions: ArrayLike<number>): void
  close(): void
}

export interface VectorOptions {
  readonly count: number
  readonly autoreset: AutoresetMode
  readonly buffers: Partial<VectorBuffers>
}

/** n envs over one setting; `makeVectorEnv` puts the setting together. */
export function createVectorEnv(setting: Setting, { count, autoreset, buffers }: VectorOptions): VectorEnv {
  const width = layoutNames.length
  const actionCount = discreteActions.length
  const { names: costNames } = setting.costs
  const finalWidth = autoreset === 'SameStep' ? width : 0
  const arrays = checkedBuffers(buffers, {
    count,
    width,
    finalWidth,
    actionCount,
    costCount: costNames.length,
  })
  const { observations, masks, rewards, terminations, truncations, costs, finalObservations } = arrays
  const worlds: (World | null)[] = new Array<null>(count).fill(null)
  const episodes: Episode[] = new Array<Episode>(count).fill(noEpisode)
  let isClosed = false

  function restart(index: number, next: ReturnType<typeof nextEpisode>, options: EpisodeOptions): void {
    worlds[index] = begin(next.seed, options, setting)
    episodes[index] = next.episode
    look(index, worlds[index])
  }

  /** Writes what env i sees. */
  function look(index: number, world: World): void {
    const seen = seenNow(world, setting)
    fillFloats(seen, observations, index * width)
    fillMask(seen.record, seen.available, { into: masks, offset: index * actionCount })
  }

  function clearStep(index: number): void {
    rewards[index] = 0
    terminations[index] = 0
    truncations[index] = 0
    costs.fill(0, index * costNames.length, (index + 1) * costNames.length)
  }

  function stepOne(index: number, given: number): void {
    const from = worlds[index]!
    const action = parseAction(given, from.tickets[0]!.record, from.seed)
    const result = advance(from, action, setting)
    const world = nextTicket(from, setting) ?? from
    worlds[index] = world
    const reached = stateAfter(world, setting)
    rewards[index] = result.reward
    terminations[index] = reached === 'terminated' ? 1 : 0
    truncations[index] = reached === 'truncated' ? 1 : 0
    const costsAt = index * costNames.length
    for (let i = 0; i < costNames.length; i++) costs[costsAt + i] = result.costs[costNames[i]!]!
    look(index, world)
    if (reached === 'running') return
    episodes[index] = { ...episodes[index]!, state: reached }
    if (autoreset !== 'SameStep') return
    finalObservations.set(observations.subarray(index * width, (index + 1) * width), index * width)
    restart(index, nextEpisode(episodes[index]!, undefined), noOptions)
  }

  /** Everything that could be refused is refused before the first env moves. */
  function checkStep(actions: ArrayLike<number>): void {
    if (isClosed) throw closed('step')
    if (actions.length !== count) {
      throw new SupportGymError(
        'malformed_action',
        `Expected ${count} actions, one for each env, got ${actions.length}.`,
      )
    }
    for (let index = 0; index < count; index++) {
      if (worlds[index] === null) {
        throw new SupportGymError('step_before_reset', `Env ${index} has no episode: call reset() first.`)
      }
      const { state } = episodes[index]!
      if (state !== 'running') {
        if (autoreset !== 'Disabled') continue
        throw new SupportGymError(
          'step_after_end',
          `Env ${index} is ${state}, and autoreset is disabled: call reset({ mask }) with its byte set.`,
        )
      }
      const action = actions[index]!
      if (!Number.isInteger(action) || action < 0 || action >= actionCount) {
        throw new SupportGymError(
          'malformed_action',
          `Env ${index}: expected an action index from 0 to ${actionCount - 1}, got ${String(action)}.`,
        )
      }
    }
  }

  return {
    ...arrays,
    id: setting.id,
    count,
    autoreset,
    observationLength: width,
    actionCount,
    costNames,
    rewardRange: setting.reward.range,
    seedOf(index) {
      const world = worlds[index]
      if (world == null) {
        throw new SupportGymError('step_before_reset', `Env ${index} has no episode: call reset() first.`)
      }
      return seriesOf(world).seed
    },
    reset({ seed, options = noOptions, mask } = {}) {
      if (isClosed) throw closed('reset')
      checkRows('seed', typeof seed === 'object' ? seed.length : count, count)
      checkRows('mask', mask?.length ?? count, count)
      const begun = episodes.map((episode, index) =>
        nextEpisode(episode, typeof seed === 'number' ? seed + index : seed?.[index]),
      )
      for (const [index, next] of begun.entries()) {
        if (mask !== undefined && mask[index] === 0) continue
        restart(index, next, options)
        clearStep(index)
      }
    },
    step(actions) {
      checkStep(actions)
      for (let index = 0; index < count; index++) {
        if (episodes[index]!.state === 'running') stepOne(index, actions[index]!)
        else {
          clearStep(index)
          restart(index, nextEpisode(episodes[index]!, undefined), noOptions)
        }
      }
    },
    close() {
      isClosed = true
      worlds.fill(null)
    },
  }
}

/** An autoreset begins whatever the seed draws. */
const noOptions: EpisodeOptions = Object.freeze({})

function closed(call: string): SupportGymError {
  return new SupportGymError('env_closed', `${call}() on a closed vector env: make a new one.`)
}

function checkRows(name: string, found: number, count: number): void {
  if (found === count) return
  throw new SupportGymError(
    'invalid_config',
    `${name}: expected ${count} entries, one for each env, got ${found}.`,
  )
}

function checkedBuffers(
  given: Partial<VectorBuffers>,
  sizes: { count: number; width: number; finalWidth: number; actionCount: number; costCount: number },
): VectorBuffers {
  const { count, width, finalWidth, actionCount, costCount } = sizes
  const checked = <Kind extends { readonly length: number }>(
    name: keyof VectorBuffers,
    { buffer, length, make }: { buffer: Kind | undefined; length: number; make: (length: number) => Kind },
  ): Kind => {
    const made = buffer ?? make(length)
    const kind = make(0)
    if (made.length === length && Object.getPrototypeOf(made) === Object.getPrototypeOf(kind)) return made
    throw new SupportGymError(
      'invalid_config',
      `buffers.${name}: expected a ${kind.constructor.name} of length ${length}, ` +
        `got a ${made.constructor.name} of length ${made.length}.`,
    )
  }
  const floats = (length: number): Float32Array => new Float32Array(length)
  const doubles = (length: number): Float64Array => new Float64Array(length)
  const bytes = (length: number): Uint8Array => new Uint8Array(length)
  const { observations, masks, rewards, terminations, truncations, costs, finalObservations } = given
  return {
    observations: checked('observations', { buffer: observations, length: count * width, make: floats }),
    masks: checked('masks', { buffer: masks, length: count * actionCount, make: bytes }),
    rewards: checked('rewards', { buffer: rewards, length: count, make: doubles }),
    terminations: checked('terminations', { buffer: terminations, length: count, make: bytes }),
    truncations: checked('truncations', { buffer: truncations, length: count, make: bytes }),
    costs: checked('costs', { buffer: costs, length: count * costCount, make: doubles }),
    finalObservations: checked('finalObservations', {
      buffer: finalObservations,
      length: count * finalWidth,
      make: floats,
    }),
  }
}
