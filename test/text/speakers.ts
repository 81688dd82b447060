import { formatMoney } from '../../src/core/money.ts'
import { noiseKey, uniform } from '../../src/core/random.ts'
import type { AsyncPolicyEntry, PolicyEntry } from '../../src/index.ts'
import { deadlineWordings, filled, type Split, textsFor } from '../../src/language/paraphrases.ts'
import type { AgentAct } from '../../src/world/acts.ts'

/** Puts the acts of a reply into words; `turn` counts the replies of the episode. */
export type WordsFor = (
  acts: readonly AgentAct[],
  turn: { readonly seed: number; readonly reply: number },
) => string

/** A policy that chooses acts as the given one does, and says them in words alone: nobody is told the acts. */
export function speaking(entry: PolicyEntry, wordsFor: WordsFor): AsyncPolicyEntry {
  return {
    ...entry,
    make(seed) {
      const policy = entry.make(seed)
      let reply = 0
      return {
        speaks: true,
        act(observation, info) {
          const { action, propensity } = policy.act(observation, info)
          if (typeof action === 'number' || action.type !== 'reply') return { action, propensity }
          reply += 1
          const text = wordsFor(action.acts, { seed, reply })
          return { action: { type: 'reply', acts: [], text }, propensity }
        },
      }
    },
  }
}

/** Says each act in one of the labelled wordings of a split, drawn by episode, seed, reply and place. */
export function inParaphrases(split: Split, episode: number): WordsFor {
  return (acts, { seed, reply }) =>
    acts
      .map((act, place) => {
        const texts = textsOf(act, split)
        const u = uniform(seed, noiseKey(episode, reply), place)
        return asSentence(filled(texts[Math.floor(u * texts.length)]!, valuesOf(act)))
      })
      .join(' ')
}

/** Wordings that end without a mark would run into the next one. */
function asSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}

const found = new Map<string, readonly string[]>()

/** What was found is kept: the set is searched from end to end. */
function textsOf(act: AgentAct, split: Split): readonly string[] {
  const key = `${split} ${JSON.stringify(act)}`
  const known = found.get(key)
  if (known !== undefined) return known
  const texts = textsFor(act, split)
  if (texts.length === 0) throw new Error(`No wording of ${key}.`)
  found.set(key, texts)
  return texts
}

function valuesOf(act: AgentAct): Readonly<Record<string, string>> {
  const amountCents = act.act === 'confirm' ? act.claim?.amountCents : undefined
  return {
    amount: formatMoney(amountCents ?? 4_900, 'usd'),
    deadline: act.act === 'promise' ? deadlineWordings(act.byWhenMinutes)[0]! : '2 days',
    date: 'March 3',
    last4: '4242',
    name: 'Sam',
  }
}
