import { uniform } from '../../core/random.ts'
import { complaints } from '../../world/acts.ts'
import type { Wording } from '../speech.ts'
import type { Grammar } from './grammar.ts'
import { type Bits, noBits } from './guards.ts'
import type { WritingHabits } from './habits.ts'
import { isMark } from './notation.ts'
import { situationOf } from './situation.ts'

/** Words of a sentence, from one token to another, and a word or two that lead into it. */
export interface Sentence {
  readonly from: number
  readonly to: number
  /** Its place in the message: the lower the earlier. */
  readonly at: number
  lead: readonly string[]
}

/** A message in the making, and room to work in that is kept from one message to the next. */
export interface Draft {
  readonly grammar: Grammar
  readonly articles: ReadonlySet<string>
  readonly swaps: ReadonlyMap<string, string>
  readonly short: ReadonlyMap<string, string>
  /** What is to be worded, and what holds of it. */
  given: Wording
  habits: WritingHabits
  bits: Bits
  complaint: number
  /** What was said before, in small letters. */
  said: string
  key: number
  ordinal: number
  /** Words, marks and facts; 1 where a token is a fact, which nothing may change. */
  readonly tokens: string[]
  readonly isFact: number[]
  readonly sentences: Sentence[]
  /** The sentences as they are compared with what was said before. */
  readonly texts: string[]
  /** Salutation, closing and name of an e-mail; empty where there is none. */
  readonly framed: { head: string; foot: string; name: string }
  /** How likely each phrase of the rule in hand is to be chosen. */
  readonly weights: Float64Array
  /** Drafts so far, and the one in which each phrase came last: 0 for none. */
  count: number
  readonly lastIn: Int32Array
}

const NOTHING = {} as never

export function newDraft(grammar: Grammar): Draft {
  const { alternatives, habits } = grammar
  return {
    grammar,
    articles: new Set(habits.articles),
    swaps: new Map(Object.entries(habits.swaps)),
    short: new Map(Object.entries(habits.short)),
    given: NOTHING,
    habits: NOTHING,
    bits: noBits(),
    complaint: 0,
    said: '',
    key: 0,
    ordinal: 0,
    tokens: [],
    isFact: [],
    sentences: [],
    texts: [],
    framed: { head: '', foot: '', name: '' },
    weights: new Float64Array(alternatives.length),
    count: 0,
    lastIn: new Int32Array(alternatives.length),
  }
}

/** Turns to another message, whose draws have this key. */
export function begin(
  draft: Draft,
  given: Wording,
  { key, habits }: { readonly key: number; readonly habits: WritingHabits },
): void {
  draft.given = given
  draft.habits = habits
  draft.key = key
  draft.ordinal = 0
  draft.bits = situationOf(given, draft.grammar)
  draft.complaint = complaints.indexOf(given.message.complaint)
  draft.said = given.before.length === 0 ? '' : given.before.join('\n').toLowerCase()
}

/** Starts over with the same message; the draws go on. */
export function clear(draft: Draft): void {
  draft.count++
  cutBack(draft, 0)
  draft.sentences.length = 0
  draft.texts.length = 0
  Object.assign(draft.framed, { head: '', foot: '', name: '' })
}

/** The next uniform of the message. */
export function draw(draft: Draft): number {
  return uniform(draft.given.voice.seed, draft.key, draft.ordinal++)
}

/** Takes back the tokens after the first so many. */
export function cutBack({ tokens, isFact }: Draft, length: number): void {
  tokens.length = length
  isFact.length = length
}

/** Tokens as text: marks close to the word before them. */
export function plain(tokens: readonly string[], from = 0): string {
  let text = ''
  for (let i = from; i < tokens.length; i++) {
    const token = tokens[i]!
    text += i === from || isMark(token) ? token : ` ${token}`
  }
  return text
}
