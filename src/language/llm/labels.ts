import { z } from 'zod'
import { parseFile } from '../../core/data.ts'
import { AgentAct, promises, refusalReasons, remedies, slots, topics } from '../../world/acts.ts'
import { claimable } from '../../world/deeds.ts'
import { DEADLINE_MINUTES } from '../speech.ts'
import { languageFile } from './lexicon.ts'

/** What a model is told of the acts: the sense of each label, the deeds, how to tell acts apart. */
export interface ActBook {
  readonly acts: Readonly<Record<string, string>>
  readonly claims: Readonly<Record<string, string>>
  readonly rules: readonly string[]
  /** A sentence for each topic that explains it. */
  readonly topics: Readonly<Record<string, string>>
}

/** Labels are the keys of acts: `greet`, `ask.email`, `explain.hold-expires`. */
const plainLabels = [
  'greet',
  'acknowledge',
  'empathize',
  'apologize',
  ...slots.map(slot => `ask.${slot}` as const),
  ...promises.map(what => `promise.${what}` as const),
  ...remedies.map(remedy => `offer.${remedy}` as const),
  ...refusalReasons.map(why => `refuse.${why}` as const),
  'confirm',
  'close_politely',
] as const

/** Every label, topics among them. */
export const labels = [...plainLabels, ...topics.map(topic => `explain.${topic}` as const)] as const
export type Label = (typeof labels)[number]

const Acts = z.strictObject({
  acts: z.record(z.enum(plainLabels), z.string().min(1)),
  claims: z.record(z.enum(claimable), z.string().min(1)),
  rules: z.array(z.string().min(1)),
})
const Topics = z.record(z.enum(topics), z.strictObject({ says: z.string().min(1) }))

let shipped: ActBook | null = null

/** What ships (`language/llm/acts.yaml`, `language/understanding/topics.yaml`), read once. Throws `invalid_data`. */
export function actBook(): ActBook {
  shipped ??= {
    ...parseFile(languageFile('llm', 'acts.yaml'), Acts),
    topics: Object.fromEntries(
      Object.entries(parseFile(languageFile('understanding', 'topics.yaml'), Topics)).map(
        ([topic, { says }]) => [topic, says],
      ),
    ),
  }
  return shipped
}

/** What a label says beside itself, as a model puts it. */
export interface Arguments {
  readonly byWhenMinutes: number | null
  readonly claim: (typeof claimable)[number] | null
  readonly amountCents: number | null
}

const fields: Readonly<Record<string, string>> = {
  ask: 'slot',
  explain: 'topic',
  promise: 'what',
  offer: 'remedy',
  refuse: 'why',
}

/** The act of a label: with the deadline of a promise and the claim of a confirmation, and no other argument. */
export function actOf(label: Label, { byWhenMinutes, claim, amountCents }: Arguments): AgentAct {
  const [act, about] = label.split('.') as [string, string?]
  if (act === 'confirm')
    return AgentAct.parse(claim === null ? { act } : { act, claim: claimOf(claim, amountCents) })
  const named = about === undefined ? {} : { [fields[act]!]: about }
  if (act !== 'promise') return AgentAct.parse({ act, ...named })
  const minutes = Math.round(byWhenMinutes ?? DEADLINE_MINUTES.usual)
  return AgentAct.parse({
    act,
    ...named,
    byWhenMinutes: Math.min(DEADLINE_MINUTES.max, Math.max(1, minutes)),
  })
}

function claimOf(what: NonNullable<Arguments['claim']>, amountCents: number | null): object {
  return amountCents === null ? { what } : { what, amountCents }
}
