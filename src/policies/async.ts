import type { Env, Info, Observation, ResetOptions, Timestep } from '../env/index.ts'
import type { Choice, PolicyEntry } from './policy.ts'

/** Chooses like a `Policy`, and may take its time over it: a model behind an endpoint, a person. Each `Policy` is one. */
export interface AsyncPolicy {
  act(observation: Observation, info: Info): Choice | Promise<Choice>
}

/** An async policy by name: a fresh one is made for each episode. */
export interface AsyncPolicyEntry extends Omit<PolicyEntry, 'make'> {
  make(seed: number): AsyncPolicy
}

/** What was chosen in an episode, and the timestep that ended it. */
export interface PlayedEpisode {
  readonly choices: readonly Choice[]
  readonly last: Timestep<Observation>
}

/** Plays one episode, from reset to end, waiting for each choice. What the policy throws ends it. */
export async function playAsync(
  env: Env,
  policy: AsyncPolicy,
  given: ResetOptions = {},
): Promise<PlayedEpisode> {
  const choices: Choice[] = []
  let { observation, info } = env.reset(given)
  for (;;) {
    const choice = await policy.act(observation, info)
    choices.push(choice)
    const last = env.step(choice.action)
    if (last.terminated || last.truncated) return { choices, last }
    observation = last.observation
    info = last.info
  }
}
