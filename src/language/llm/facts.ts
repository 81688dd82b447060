import { formatMoney } from '../../core/money.ts'
import { type Slot, slots } from '../../world/acts.ts'
import type { Wording } from '../speech.ts'
import { folded } from './fold.ts'
import { lexicon } from './lexicon.ts'

/** A fact that a message tells: how it is to be written, and where it is in a text. */
export interface Fact {
  readonly slot: Slot
  /** Word for word, or what it means where words are free. */
  readonly told: string
  readonly isVerbatim: boolean
  /** Global: every place where it is told. */
  readonly pattern: RegExp
}

const NUMBER_WORDS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  )

/** What a message discloses. */
export function factsOf({ message: { disclosed } }: Wording): readonly Fact[] {
  return slots.flatMap(slot => {
    const value = disclosed[slot]
    return value === undefined ? [] : [factOf(slot, value)]
  })
}

function factOf(slot: Slot, value: string | number): Fact {
  if (slot === 'amount' && typeof value === 'number') {
    return { slot, told: formatMoney(value, 'usd'), isVerbatim: true, pattern: moneyPattern(value) }
  }
  if (slot === 'seats') {
    return { slot, told: String(value), isVerbatim: true, pattern: countPattern(Number(value)) }
  }
  if (slot === 'symptom' || slot === 'onset') {
    const known: Readonly<Record<string, { readonly is: string; readonly words: RegExp }>> =
      lexicon().marks.noticed[slot]
    const seen = known[value]
    if (seen !== undefined) {
      return { slot, told: seen.is, isVerbatim: false, pattern: new RegExp(seen.words, 'gu') }
    }
  }
  const told = String(value)
  return { slot, told, isVerbatim: true, pattern: verbatim(folded(told)) }
}

/** 4900: `$49.00`, `49.00`, `$49`, `49 dollars`, `USD 49`; thousands with or without a comma. */
function moneyPattern(amountCents: number): RegExp {
  const [whole = '', minor = ''] = formatMoney(amountCents, 'usd').replace('$', '').split('.')
  const digits = escaped(whole).replaceAll(',', ',?')
  const rest = minor === '00' ? '(?:\\.00)?' : `\\.${minor}`
  return new RegExp(
    `(?<![\\d.,])(?:usd ?|us ?)?\\$? ?(?<![\\d.,])${digits}${rest}(?![\\d]|[.,]\\d)(?: ?(?:\\$|usd|dollars?|bucks))?`,
    'gu',
  )
}

function countPattern(count: number): RegExp {
  const word = NUMBER_WORDS[count]
  const others =
    count === 0 ? ['none', 'no', 'nobody'] : count === 1 ? ['only me', 'just me', 'a single'] : []
  const ways = [escaped(String(count)), ...(word === undefined ? [] : [word]), ...others]
  return new RegExp(`(?<![\\w.,])(?:${ways.join('|')})(?![\\w]|[.,]\\d)`, 'gu')
}

function verbatim(text: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped(text)}(?![\\p{L}\\p{N}])`, 'gu')
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&')
}

/** What a message has to tell and does not. */
export function missingFacts(text: string, given: Wording): readonly Fact[] {
  const seen = folded(text)
  return factsOf(given).filter(({ slot, told, pattern }) => {
    if (slot === 'code') return !text.includes(told)
    return seen.search(pattern) < 0
  })
}

const NUMBERS = NUMBER_WORDS.slice(2).join('|')
const TENS = 'thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand'
const UNITS = 'minutes?|hours?|days?|weeks?|months?|years?'
const WEEKDAYS = '(?:mon|tues|wednes|thurs|fri|satur|sun)days?'

/** What nobody can know who was not told: figures, addresses, ids, days. Over folded text. */
const particulars: readonly RegExp[] = [
  /\S+@\S+/gu,
  /(?:https?:\/\/|www\.)\S+|\b[\w-]+\.(?:com|net|org|io|dev)\b/gu,
  /\b(?:ch|sub|in|cus|re|pi|dp)_\w+/gu,
  /[$€£]? ?[\w-]*\d[\w.,:/-]*/gu,
  new RegExp(
    `\\b(?:${NUMBERS}|${TENS})(?:[ -](?:${NUMBERS}|${TENS}|and))* (?:dollars|bucks|euros|pounds|percent|cents)\\b`,
    'gu',
  ),
  new RegExp(`\\b(?:${NUMBERS}) (?:seats|people|users|licen[sc]es)\\b`, 'gu'),
  /\b(?:january|february|april|june|july|august|september|october|november|december)\b/gu,
  new RegExp(`\\b${WEEKDAYS}\\b`, 'gu'),
  /\byesterday\b|\bthe other day\b|\bearlier today\b|\bthis (?:morning|afternoon)\b/gu,
  /\b(?:last|previous) (?:night|week|month|year|weekend)\b/gu,
  new RegExp(`\\b(?:an?|one|few|several|some|couple of|${NUMBERS}) (?:${UNITS}) ago\\b`, 'gu'),
]

/** Figures, addresses, ids and days that the customer does not tell, and did not tell before. */
export function inventedFacts(text: string, given: Wording): readonly string[] {
  const known = [given.voice.name, ...given.before].map(folded).join('\n')
  let left = folded(text)
  for (const { pattern } of factsOf(given)) left = left.replace(pattern, ' ')
  const { words } = lexicon().matters[given.message.complaint]
  const found = particulars.flatMap(pattern => left.match(pattern) ?? []).map(trimmed)
  const unknown = found.filter(each => !verbatim(each).test(known) && !isWordOf(words, each))
  return [...new Set([...unknown, ...strangeNames(text, given)])]
}

function trimmed(found: string): string {
  return found.trim().replace(/[.,:/-]+$/u, '')
}

/** Whether it belongs to the matter itself, as "2fa" does. */
function isWordOf(words: RegExp, found: string): boolean {
  return words.exec(found)?.[0] === found
}

const SIGNED =
  /(?:[Rr]egards|[Bb]est|[Tt]hanks|[Ww]ishes|[Ss]incerely|[Cc]heers),?\s*\n+\s*(\p{Lu}[\p{L}.'-]*(?:[ ]\p{Lu}[\p{L}.'-]*)*)\s*$/u
const NAMED = /\b[Mm]y name(?: is|'s|’s)\s+(\p{Lu}[\p{L}'-]*)/u

/** A name that is given or signed with, and is not the customer's. */
function strangeNames(text: string, { voice }: Wording): readonly string[] {
  const own = new Set(folded(voice.name).split(' '))
  return [SIGNED, NAMED].flatMap(pattern => {
    const name = pattern.exec(text)?.[1]
    if (name === undefined) return []
    return folded(name)
      .split(' ')
      .every(part => own.has(part))
      ? []
      : [name]
  })
}
