import { beforeAll, describe, expect, it } from 'vitest'
import { makeEnv, offlineSpeech, playAsync, policyNamed, type Speech } from '../../src/index.ts'
import { phrase } from '../../src/language/understanding/index.ts'
import { loadCatalogue } from '../../src/scenarios/index.ts'
import { type AgentAct, actKey } from '../../src/world/acts.ts'
import { inParaphrases, speaking, type WordsFor } from './speakers.ts'

const isFull = process.env.SUPPORTGYM_FULL === '1'

/** Nothing was tuned on seeds from here on. */
const HELD_OUT_SEED = 3_000_000
const seedsEach = isFull ? 40 : 6

const playbook = policyNamed('playbook')
const scenarios = loadCatalogue().scenarios.map(({ id }) => id)

let speech: Speech
beforeAll(async () => {
  speech = await offlineSpeech()
})

interface Played {
  readonly outcome: string
  readonly returned: number
  /** The acts of each reply, as they were meant and, where the reply was words, as they were heard. */
  readonly replies: readonly (readonly AgentAct[])[]
}

async function play(scenario: string, seed: number, wordsFor: WordsFor | null): Promise<Played> {
  const env = makeEnv('billing-support-v4')
  const entry = wordsFor === null ? playbook : speaking(playbook, wordsFor)
  const given = { seed, options: { scenario } }
  const { choices } = await playAsync(env, entry.make(seed), wordsFor === null ? given : { ...given, speech })
  const { outcomeSettled, return: returned } = env.report()
  const replies = choices.flatMap(({ action }) =>
    typeof action !== 'number' && action.type === 'reply' ? [action.acts] : [],
  )
  return { outcome: outcomeSettled, returned, replies }
}

const cases = scenarios.flatMap(scenario =>
  Array.from({ length: seedsEach }, (_, index) => ({ scenario, seed: HELD_OUT_SEED + index })),
)

describe('the text face and the structured face', () => {
  it('are one for canonical phrasings: the same acts, the same episode', async () => {
    for (const { scenario, seed } of cases) {
      const meant = await play(scenario, seed, null)
      const heard = await play(scenario, seed, acts => phrase(acts))
      expect({ scenario, seed, ...heard }).toEqual({ scenario, seed, ...meant })
    }
  })

  it('differ in the outcome of at most 10 % of episodes for held-out paraphrases', async () => {
    let [differing, acts, recalled] = [0, 0, 0]
    for (const [episode, { scenario, seed }] of cases.entries()) {
      const said: (readonly AgentAct[])[] = []
      const words = inParaphrases('held_out', episode)
      const heard = await play(scenario, seed, (meant, turn) => {
        said.push(meant)
        return words(meant, turn)
      })
      const { outcome } = await play(scenario, seed, null)
      if (heard.outcome !== outcome) differing += 1
      for (const [index, meant] of said.entries()) {
        const keys = new Set(heard.replies[index]!.map(actKey))
        const distinct = new Set(meant.map(actKey))
        acts += distinct.size
        recalled += [...distinct].filter(key => keys.has(key)).length
      }
    }
    console.log(
      `held-out paraphrases: ${recalled} of ${acts} acts recalled (${((100 * recalled) / acts).toFixed(1)} %), ` +
        `outcomes differ in ${differing} of ${cases.length} episodes (${((100 * differing) / cases.length).toFixed(1)} %)`,
    )
    expect(differing / cases.length).toBeLessThanOrEqual(0.1)
  })
})
