import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { parseFile, yamlFilesIn } from '../core/data.ts'
import { SupportGymError } from '../core/errors.ts'
import { freeze } from '../core/freeze.ts'
import { formatMoney } from '../core/money.ts'
import { hashText, uniform } from '../core/random.ts'
import { AgentAct, actKey, promises, refusalReasons, remedies, slots, topics } from '../world/acts.ts'
import { claimable } from '../world/deeds.ts'
import { DEADLINE_MINUTES } from './speech.ts'

const plainKeys = ['greet', 'acknowledge', 'empathize', 'apologize', 'confirm', 'close_politely'] as const

/** Every meaning that a paraphrase can be labelled with, as `actKey` names them. */
export const paraphraseKeys = [
  ...plainKeys,
  ...slots.map(slot => `ask.${slot}` as const),
  ...topics.map(topic => `explain.${topic}` as const),
  ...promises.map(what => `promise.${what}` as const),
  ...remedies.map(remedy => `offer.${remedy}` as const),
  ...refusalReasons.map(why => `refuse.${why}` as const),
]
export type ParaphraseKey = (typeof paraphraseKeys)[number]

/** What stands in braces in a text: money, a time span after "within" or "in", a past date, a card, a first name. */
export const placeholders = ['amount', 'deadline', 'date', 'last4', 'name'] as const
export type Placeholder = (typeof placeholders)[number]
const PLACEHOLDER = new RegExp(`\\{(${placeholders.join('|')})\\}`, 'g')

/** One construction, with a few wordings that share it, and what each of them means. */
export const Paraphrase = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected a name in kebab-case'),
    acts: z.array(z.enum(paraphraseKeys)).describe('In order of the text; empty where it means nothing.'),
    claim: z.enum(claimable).exactOptional().describe('What the confirmation says was done.'),
    texts: z.array(z.string().min(1)).min(1).max(3),
  })
  .superRefine((paraphrase, context) => {
    for (const { path, message } of faultsOf(paraphrase)) context.addIssue({ code: 'custom', path, message })
  })
export type Paraphrase = z.infer<typeof Paraphrase>

interface Fault {
  readonly path: (string | number)[]
  readonly message: string
}

function faultsOf({ acts, claim, texts }: Omit<Paraphrase, 'id'>): readonly Fault[] {
  const faults: Fault[] = []
  if (new Set(acts).size < acts.length) faults.push({ path: ['acts'], message: 'expected each meaning once' })
  if (claim !== undefined && !acts.includes('confirm')) {
    faults.push({ path: ['claim'], message: 'expected "confirm" among the acts, or no claim' })
  }
  for (const [index, text] of texts.entries()) {
    const [stray] = /\{[^}]*\}?|\}/.exec(text.replace(PLACEHOLDER, '')) ?? []
    if (stray === undefined) continue
    const message = `expected in braces one of ${placeholders.join(', ')}, got ${stray}`
    faults.push({ path: ['texts', index], message })
  }
  return faults
}

/** Which placeholders a text has, each once. */
export function placeholdersIn(text: string): readonly Placeholder[] {
  return placeholders.filter(name => text.includes(`{${name}}`))
}

const shippedFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'language', 'paraphrases')
let shipped: readonly Paraphrase[] | null = null

/** The labelled wordings that ship, read once and frozen, or those of another folder; throws `invalid_data`. */
export function loadParaphrases(folder?: string): readonly Paraphrase[] {
  if (folder !== undefined) return readParaphrases(folder)
  shipped ??= freeze(readParaphrases(shippedFolder))
  return shipped
}

function readParaphrases(folder: string): readonly Paraphrase[] {
  const files = existsSync(folder) ? yamlFilesIn(folder) : []
  if (files.length === 0) {
    const message = `${folder}: expected a folder with paraphrases (*.yaml), found none.`
    throw new SupportGymError('invalid_data', message)
  }
  const fileById = new Map<string, string>()
  return files.flatMap(file => {
    const paraphrases = parseFile(file, z.array(Paraphrase))
    for (const [index, { id }] of paraphrases.entries()) {
      const other = fileById.get(id)
      if (other !== undefined) {
        const message = `${file}: ${index}.id: expected every id once, got "${id}", which is in ${other} too.`
        throw new SupportGymError('invalid_data', message)
      }
      fileById.set(id, file)
    }
    return paraphrases
  })
}

/** Wordings to look at while one writes rules or trains, and those that nobody looks at until the result is measured. */
export type Split = 'tuning' | 'held_out'

/** Held out where the first hexadecimal digit of SHA-256(id) is odd. */
export function splitOf(id: string): Split {
  const digit = createHash('sha256').update(id).digest('hex').slice(0, 1)
  return Number.parseInt(digit, 16) % 2 === 1 ? 'held_out' : 'tuning'
}

/** The text with its placeholders filled; throws `invalid_config` where a value is missing. */
export function filled(text: string, values: Readonly<Partial<Record<Placeholder, string>>>): string {
  return text.replace(PLACEHOLDER, (_braces, name: Placeholder) => {
    const value = values[name]
    if (value !== undefined) return value
    const message = `"${text}" needs a value for ${name}, got ${Object.keys(values).join(', ') || 'none'}.`
    throw new SupportGymError('invalid_config', message)
  })
}

/** What the placeholders of a text stand for, where an act carries it. */
export interface Carried {
  readonly amountCents?: number | undefined
  readonly byWhenMinutes?: number | undefined
}

/** What one of a paraphrase's texts means, given what it is filled with; throws `invalid_config` where that is missing. */
export function meaningOf(paraphrase: Paraphrase, text: string, carried: Carried): readonly AgentAct[] {
  const named = placeholdersIn(text)
  const claim =
    paraphrase.claim === undefined
      ? undefined
      : {
          what: paraphrase.claim,
          ...(named.includes('amount') && { amountCents: given('amountCents', carried) }),
        }
  return paraphrase.acts.map(key => {
    const byWhenMinutes =
      key.startsWith('promise.') && named.includes('deadline')
        ? given('byWhenMinutes', carried)
        : DEADLINE_MINUTES.usual
    return actOf(key, { claim, byWhenMinutes })
  })
}

function given(name: keyof Carried, carried: Carried): number {
  const value = carried[name]
  if (value === undefined) {
    throw new SupportGymError('invalid_config', `The text names what ${name} gives: pass it.`)
  }
  return value
}

function actOf(
  key: ParaphraseKey,
  { claim, byWhenMinutes }: { readonly claim: object | undefined; readonly byWhenMinutes: number },
): AgentAct {
  const [act, about] = key.split('.')
  const fields: Readonly<Record<string, object>> = {
    ask: { slot: about },
    explain: { topic: about },
    promise: { what: about, byWhenMinutes },
    offer: { remedy: about },
    refuse: { why: about },
    confirm: claim === undefined ? {} : { claim },
  }
  return AgentAct.parse({ act, ...fields[act!] })
}

/** A text as an agent could have sent it, with what it means. */
export interface Labelled {
  /** Of the paraphrase: its texts share it. */
  readonly id: string
  readonly text: string
  readonly acts: readonly AgentAct[]
  readonly split: Split
}

/** Every wording of the set, its placeholders filled with values that are drawn by its id: the same in every run. */
export function labelled(paraphrases = loadParaphrases()): readonly Labelled[] {
  return paraphrases.flatMap(paraphrase =>
    paraphrase.texts.map((text, index) => {
      const { words, carried } = drawnFor(`${paraphrase.id} ${index}`)
      return {
        id: paraphrase.id,
        text: filled(text, words),
        acts: meaningOf(paraphrase, text, carried),
        split: splitOf(paraphrase.id),
      }
    }),
  )
}

const SEED = 1

const drawable = {
  amountCents: [900, 1250, 2900, 4900, 6037, 9900, 12_000, 24_999, 58_800, 129_900],
  byWhenMinutes: [30, 45, 60, 120, 180, 1440, 2880, 4320, 7200, 10_080],
  date: ['March 3', 'January 17', '12 April', 'Feb 28', 'June 30th', '9 October', 'November 21'],
  last4: ['4242', '0005', '1117', '8210', '9995', '3056'],
  name: ['Ana', 'Jordan', 'Wei', 'Fatima', 'Lucas', 'Oluwaseun', 'Siobhan', 'Dmitri'],
} as const

function drawnFor(entity: string): {
  readonly words: Readonly<Record<Placeholder, string>>
  readonly carried: Carried
} {
  const key = hashText(entity)
  const draw = <T>(among: readonly T[], ordinal: number): T =>
    among[Math.floor(uniform(SEED, key, ordinal) * among.length)]!
  const amountCents = draw(drawable.amountCents, 0)
  const byWhenMinutes = draw(drawable.byWhenMinutes, 1)
  const words = {
    amount: draw(amountWordings(amountCents), 2),
    deadline: draw(deadlineWordings(byWhenMinutes), 3),
    date: draw(drawable.date, 4),
    last4: draw(drawable.last4, 5),
    name: draw(drawable.name, 6),
  }
  return { words, carried: { amountCents, byWhenMinutes } }
}

/** Dollars as people write them, the plainest first. */
export function amountWordings(amountCents: number): readonly string[] {
  const plain = formatMoney(amountCents, 'usd')
  return plain.endsWith('.00') ? [plain, plain.slice(0, -'.00'.length)] : [plain]
}

const units = [
  { unit: 'day', one: 'a day', minutes: 1440 },
  { unit: 'hour', one: 'an hour', minutes: 60 },
  { unit: 'minute', one: 'a minute', minutes: 1 },
] as const
const numbers = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const DAYS_IN_HOURS_MAX = 3

/** A time span as people write it after "within", the plainest first; whole minutes. */
export function deadlineWordings(minutes: number): readonly string[] {
  const { unit, one, minutes: each } = units.find(candidate => minutes % candidate.minutes === 0)!
  const count = minutes / each
  const words = count === 1 ? one : numbers[count - 2]
  return [
    `${count} ${unit}${count === 1 ? '' : 's'}`,
    ...(words === undefined ? [] : [count === 1 ? words : `${words} ${unit}s`]),
    ...(unit === 'day' && count <= DAYS_IN_HOURS_MAX ? [`${count * 24} hours`] : []),
  ]
}

/**
 * The texts of one side, unfilled, that mean this act and nothing else: filled with the act's own amount and deadline
 * they are true to it. What else they name (`placeholdersIn`) is the speaker's to know.
 */
export function textsFor(act: AgentAct, split: Split, paraphrases = loadParaphrases()): readonly string[] {
  const what = act.act === 'confirm' ? act.claim?.what : undefined
  return paraphrases
    .filter(
      ({ id, acts, claim }) =>
        acts.length === 1 && acts[0] === actKey(act) && claim === what && splitOf(id) === split,
    )
    .flatMap(({ texts }) => texts.filter(text => carriesAll(text, act)))
}

/** Whether a text names what the act carries, and no amount that the act does not. */
function carriesAll(text: string, act: AgentAct): boolean {
  const named = placeholdersIn(text)
  if (act.act === 'promise') {
    return named.includes('deadline') || act.byWhenMinutes === DEADLINE_MINUTES.usual
  }
  return act.act !== 'confirm' || named.includes('amount') === (act.claim?.amountCents !== undefined)
}
