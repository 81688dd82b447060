import { createTextEnv, type Env, type Speech, type TextEnv } from './env/index.ts'
import type { Understand, Word } from './language/speech.ts'
import { type EnvConfig, makeEnv } from './make.ts'

/** Speech that waits for nobody. */
export interface OfflineSpeech extends Speech {
  readonly understand: Understand
  readonly word: Word
}

/**
 * Speech by rules: offline, deterministic and free. What it takes is read when it is asked for: an env whose agent does
 * not speak holds none of it.
 */
export async function offlineSpeech(): Promise<OfflineSpeech> {
  const [{ loadUnderstanding }, { loadWording }] = await Promise.all([
    import('./language/understanding/index.ts'),
    import('./language/wording/index.ts'),
  ])
  return { understand: await loadUnderstanding(), word: loadWording() }
}

/**
 * Makes an env for an agent that talks and calls tools: chat messages in, chat messages out. `speech` is by rules unless
 * given. Throws what `makeEnv` throws.
 */
export async function makeTextEnv(
  id: string,
  { speech, ...config }: EnvConfig & { readonly speech?: Speech } = {},
): Promise<TextEnv> {
  const env: Env = makeEnv(id, config)
  return createTextEnv(env, speech ?? (await offlineSpeech()))
}
