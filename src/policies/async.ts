import { SupportGymError } from '../core/errors.ts'
import {
  type Env,
  type Info,
  type Observation,
  type ResetOptions,
  type ResetResult,
  type Speech,
  type Spoken,
  spoken,
  type Timestep,
} from '../env/index.ts'
import type { Usage } from '../llm/index.ts'
import type { Choice, PolicyEntry } from './policy.ts'

/** Chooses like a `Policy`, and may take its time over it: a model behind an endpoint, a person. Each `Policy` is one. */
export interface AsyncPolicy {
  act(observation: Observation, info: Info): Choice | Promise<Choice>
  /** It replies in words without acts, and reads what the customer says in words: to be played with speech. */
  readonly speaks?: boolean
  /** Tokens used in this episode so far. */
  usage?(): Usage
  /** Told when its episode is over: with the timestep that ended it, or null where it was broken off. */
  end?(last: Timestep<Observation> | null): void
}

/** An async policy by name: a fresh one is made for each episode. */
export interface AsyncPolicyEntry extends Omit<PolicyEntry, 'make'> {
  make(seed: number): AsyncPolicy
}

/** A choice with the acts that were heard in it, and what the customer had said before it, in words. */
export interface SpokenChoice extends Choice {
  readonly heard?: readonly string[]
}

/** What was chosen in an episode, and the timestep that ended it. */
export interface PlayedEpisode {
  readonly choices: readonly SpokenChoice[]
  readonly last: Timestep<Observation>
}

/** For those who do not speak: acts as they are. */
const plainly: Spoken = {
  worded: observation => ({ seen: observation, heard: [] }),
  meant: action => action,
}

/** How an episode is begun, and who turns words into acts and back. */
export interface PlayOptions extends ResetOptions {
  readonly speech?: Speech
}

/**
 * Plays one episode, from reset to end, waiting for each choice. What the policy throws ends it. Throws
 * `invalid_config` for a policy that speaks where there is no speech.
 */
export async function playAsync(
  env: Env,
  policy: AsyncPolicy,
  { speech, ...given }: PlayOptions = {},
): Promise<PlayedEpisode> {
  if (speech === undefined && policy.speaks === true) {
    throw new SupportGymError(
      'invalid_config',
      'This policy speaks in words, and nobody is there to understand them: play it with `speech`, such as ' +
        '`await offlineSpeech()`.',
    )
  }
  const first = env.reset(given)
  const words = speech === undefined || policy.speaks !== true ? plainly : spoken(env, speech)
  let played: PlayedEpisode | null = null
  try {
    played = await playOn(env, policy, { first, words })
    return played
  } finally {
    policy.end?.(played?.last ?? null)
  }
}

async function playOn(
  env: Env,
  policy: AsyncPolicy,
  { first, words }: { readonly first: ResetResult<Observation>; readonly words: Spoken },
): Promise<PlayedEpisode> {
  const choices: SpokenChoice[] = []
  let { observation, info } = first
  for (;;) {
    const { seen, heard } = await words.worded(observation)
    const { action, propensity } = await policy.act(seen, info)
    const meant = await words.meant(action)
    choices.push({ action: meant, propensity, ...(heard.length === 0 ? {} : { heard }) })
    const last = env.step(meant)
    if (last.terminated || last.truncated) return { choices, last }
    observation = last.observation
    info = last.info
  }
}
