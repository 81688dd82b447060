import { clamp } from '../../core/math.ts'
import { formatMoney } from '../../core/money.ts'
import { type AgentAct, actKey, promises, refusalReasons, remedies, slots, topics } from '../../world/acts.ts'
import { claimable } from '../../world/deeds.ts'
import { deadlineWordings, filled } from '../paraphrases.ts'
import { DEADLINE_MINUTES } from '../speech.ts'
import { type Sentence, sentencesOf } from './clauses.ts'
import { type Canon, readCanon, readTopics, type TopicSentences } from './files.ts'
import type { Read } from './reading.ts'

let shipped: { readonly canon: Canon; readonly topics: TopicSentences } | null = null

/** Says acts in the words agreed on: whoever understands them hears exactly these acts, amounts and deadlines too. */
export function phrase(acts: readonly AgentAct[]): string {
  return acts.map(act => filled(templateOf(act), valuesOf(act))).join(' ')
}

function templateOf(act: AgentAct): string {
  shipped ??= { canon: readCanon(), topics: readTopics() }
  if (act.act === 'explain') return shipped.topics[act.topic].says
  if (act.act !== 'confirm' || act.claim === undefined) return shipped.canon.acts[actKey(act)]!
  return shipped.canon.claims[act.claim.what][act.claim.amountCents === undefined ? 0 : 1]
}

function valuesOf(act: AgentAct): { readonly amount?: string; readonly deadline?: string } {
  if (act.act === 'promise') return { deadline: deadlineWordings(act.byWhenMinutes)[0]! }
  const amountCents = act.act === 'confirm' ? act.claim?.amountCents : undefined
  return amountCents === undefined ? {} : { amount: formatMoney(amountCents, 'usd') }
}

/** What is put in for amounts and deadlines to see how a sentence is read. */
const plainActs = ['greet', 'acknowledge', 'empathize', 'apologize', 'confirm', 'close_politely'] as const

const SAMPLE = { amountCents: 4_900, byWhenMinutes: 2_880 }

/** Knows the sentences agreed on, whatever amount and deadline they name; null for every other sentence. */
export function agreedOf(read: Read): (sentence: Sentence) => AgentAct | null {
  const byLine = new Map(
    everyAct.map(act => {
      const sentences = sentencesOf(read(phrase([act]), 0))
      return [sentences.map(lineOf).join('.'), act] as const
    }),
  )
  return sentence => {
    const act = byLine.get(lineOf(sentence))
    return act === undefined ? null : carrying(act, sentence)
  }
}

/** The act with the amount and the deadline that the sentence names; null where none can be read. */
function carrying(act: AgentAct, sentence: Sentence): AgentAct | null {
  const words = sentence.flatMap(clause => clause.words)
  if (act.act === 'promise') {
    const minutes = words.find(word => word.minutes !== null)?.minutes
    if (minutes == null) return null
    return { ...act, byWhenMinutes: clamp(minutes, 1, DEADLINE_MINUTES.max) }
  }
  if (act.act !== 'confirm' || act.claim?.amountCents === undefined) return act
  const amountCents = words.find(word => word.claimedCents !== null)?.amountCents
  if (amountCents == null) return null
  return { act: 'confirm', claim: { what: act.claim.what, amountCents } }
}

function lineOf(sentence: Sentence): string {
  return sentence.map(({ line }) => line).join('')
}

/** Every act that a message can carry, those with amounts and deadlines with a sample of them. */
export const everyAct: readonly AgentAct[] = [
  ...plainActs.map(act => ({ act })),
  ...slots.map(slot => ({ act: 'ask' as const, slot })),
  ...topics.map(topic => ({ act: 'explain' as const, topic })),
  ...promises.map(what => ({ act: 'promise' as const, what, byWhenMinutes: SAMPLE.byWhenMinutes })),
  ...remedies.map(remedy => ({ act: 'offer' as const, remedy })),
  ...refusalReasons.map(why => ({ act: 'refuse' as const, why })),
  ...claimable.map(what => ({ act: 'confirm' as const, claim: { what } })),
  ...claimable.map(what => ({
    act: 'confirm' as const,
    claim: { what, amountCents: SAMPLE.amountCents },
  })),
]
