import { existsSync, writeFileSync } from 'node:fs'
import { SupportGymError } from '../core/errors.ts'
import { canonicalJson } from '../core/hash.ts'
import type { EpisodeOptions } from '../env/index.ts'
import { envIds, makeEnv } from '../make.ts'
import {
  envOfHeader,
  type HeaderLine,
  readTrajectories,
  recordEpisodeAsync,
  replayTrajectory,
  TraceConfig,
  type Trajectory,
  trajectoryText,
} from '../trace/index.ts'
import { type Agent, nameOf, policyOf } from './agent.ts'
import type { PlayConfig } from './play.ts'

export interface PinOptions {
  /** Plays the episodes anew and writes the file; without it nothing is ever written. */
  readonly update?: boolean
  /** What a file that is not there yet is to hold; one that is there keeps its episodes. */
  readonly episodes?: readonly (EpisodeOptions & { readonly seed: number })[]
  readonly config?: PlayConfig
}

/**
 * Holds an agent to what it did in a recorded file: at every step it is shown what was seen then, and must do what was
 * done then. Throws `check_failed` with the step, what it did and what it does now; the same when the world itself has
 * changed since. `{ update: true }` writes the file anew, and is the only way to write it.
 */
export async function pinTrajectory(file: string, agent: Agent, options: PinOptions = {}): Promise<void> {
  const isThere = existsSync(file)
  if (options.update === true) {
    const recorded = isThere ? await recordingsOf(file) : freshRecordings(file, options)
    writeFileSync(file, await textOf(agent, recorded))
    return
  }
  if (!isThere) {
    throw new SupportGymError(
      'invalid_trajectory',
      `${file}: expected a recorded trajectory, found no file. Record it: pinTrajectory(file, agent, { update: true, episodes }).`,
    )
  }
  for await (const trajectory of readTrajectories(file)) await hold(file, agent, trajectory)
}

/** What has to be known to play an episode again. */
interface Recording {
  readonly env: string
  readonly seed: number
  readonly options: EpisodeOptions
  readonly config: TraceConfig
}

async function recordingsOf(file: string): Promise<readonly Recording[]> {
  const found: Recording[] = []
  for await (const { header } of readTrajectories(file)) {
    found.push({ env: header.env, seed: header.seed, options: optionsOf(header), config: header.config })
  }
  return found
}

function optionsOf({ scenario, persona, cause, variant }: HeaderLine): EpisodeOptions {
  return { scenario, persona, cause, variant }
}

function freshRecordings(file: string, { episodes = [], config = {} }: PinOptions): readonly Recording[] {
  if (episodes.length === 0) {
    throw new SupportGymError(
      'invalid_config',
      `${file} is not there yet: say which episodes it is to hold, such as { episodes: [{ scenario, seed }] }.`,
    )
  }
  const parsed = TraceConfig.parse(config)
  return episodes.map(({ seed, ...options }) => ({ env: envIds[0], seed, options, config: parsed }))
}

async function textOf(agent: Agent, recordings: readonly Recording[]): Promise<string> {
  const texts: string[] = []
  for (const [index, { env, seed, options, config }] of recordings.entries()) {
    const { trajectory } = await recordEpisodeAsync(makeEnv(env, config), policyOf(agent, seed), {
      seed,
      options,
      config,
      policy: nameOf(agent),
      episode: index + 1,
    })
    texts.push(trajectoryText(trajectory))
  }
  return texts.join('')
}

/** Walks the recorded episode, whose actions are done whatever the agent says, so that it sees what was seen then. */
async function hold(file: string, agent: Agent, trajectory: Trajectory): Promise<void> {
  const { header, steps } = trajectory
  const { difference } = replayTrajectory(trajectory)
  if (difference !== null) {
    throw broken(
      `${file}:${difference.line}: the world has changed since this was recorded, at "${difference.field}". ` +
        'See npx supportgym replay; record it anew with { update: true } if that is meant.',
    )
  }
  const env = envOfHeader(header)
  const policy = policyOf(agent, header.seed)
  let { observation, info } = env.reset({ seed: header.seed, options: optionsOf(header) })
  for (const { t, action } of steps) {
    const choice = await policy.act(observation, info)
    const [did, does] = [canonicalJson(action), canonicalJson(choice.action)]
    if (did !== does) {
      throw broken(
        [
          `${file}: "${nameOf(agent)}" no longer does this: ${header.scenario}, seed ${header.seed}, step ${t} of ${steps.length}.`,
          `  it did    ${did}`,
          `  it does   ${does}`,
          'If that is meant, record it anew: pinTrajectory(file, agent, { update: true }).',
        ].join('\n'),
      )
    }
    ;({ observation, info } = env.step(action))
  }
}

function broken(message: string): SupportGymError {
  return new SupportGymError('check_failed', message)
}
