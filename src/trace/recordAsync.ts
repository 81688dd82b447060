import type { Env, Speech } from '../env/index.ts'
import { type AsyncPolicy, playAsync } from '../policies/index.ts'
import { offlineSpeech } from '../text.ts'
import { type RecordedEpisode, type RecordOptions, recordEpisode } from './record.ts'

/**
 * Plays one episode with a policy that takes its time, and records it. The same seed and the same actions are the same
 * episode: what was chosen is played once more, at once, and that is what is recorded. Who speaks is understood, and
 * answered in words, by rules unless `speech` is given. An episode whose policy throws leaves no trace.
 */
export async function recordEpisodeAsync(
  env: Env,
  policy: AsyncPolicy,
  { speech, ...given }: RecordOptions & { readonly speech?: Speech },
): Promise<RecordedEpisode> {
  const { seed, options = {} } = given
  const played = { seed, options }
  const { choices } = await playAsync(
    env,
    policy,
    policy.speaks === true ? { ...played, speech: speech ?? (await offlineSpeech()) } : played,
  )
  const usage = policy.usage?.()
  let index = 0
  const again = {
    act: () => {
      index += 1
      return choices[index - 1]!
    },
  }
  return recordEpisode(env, again, usage === undefined ? given : { ...given, usage })
}
