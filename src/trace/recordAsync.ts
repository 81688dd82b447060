import type { Env } from '../env/index.ts'
import { type AsyncPolicy, playAsync } from '../policies/index.ts'
import { type RecordedEpisode, type RecordOptions, recordEpisode } from './record.ts'

/**
 * Plays one episode with a policy that takes its time, and records it. The same seed and the same actions are the same
 * episode: what was chosen is played once more, at once, and that is what is recorded. An episode whose policy throws
 * leaves no trace.
 */
export async function recordEpisodeAsync(
  env: Env,
  policy: AsyncPolicy,
  given: RecordOptions,
): Promise<RecordedEpisode> {
  const { seed, options = {} } = given
  const { choices } = await playAsync(env, policy, { seed, options })
  let index = 0
  const again = {
    act: () => {
      index += 1
      return choices[index - 1]!
    },
  }
  return recordEpisode(env, again, given)
}
