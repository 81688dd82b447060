import { type CustomerMessage, slots } from '../../world/acts.ts'
import { type Draft, draw } from './draft.ts'
import type { Rule } from './grammar.ts'
import type { Named } from './named.ts'
import { frame, lead, say } from './say.ts'

/** Where in a message a sentence goes. */
const place = { greeting: 0, before: 9, first: 10, detail: 20, next: 30, tail: 50, temper: 60 } as const

/** What has to be said takes at most so many words each, fewer in a short message. */
const UNIT = { wordsFrom: 6, wordsSpan: 13 } as const
/** Sentences beyond that: how many and how long at most, and how often a last few words are left unused. */
const EXTRA = { max: 24, wordsMin: 3, wordsFrom: 5, wordsSpan: 9, misses: 5, few: 4, leavesFew: 0.4 } as const
/** How likely a sentence more is about the matter: in the first message, and later. */
const DETAILS = { first: 0.7, later: 0.5 } as const
/** How often a word or two that are left go before a sentence. */
const FILLS = 0.5
/** How often a temper shows before the matter. */
const TEMPER_FIRST = 0.4
/** Words beyond the matter that make a greeting certain. */
const GREETS_AT = 12
/** The words from which an e-mail has a salutation and a closing; and how often later ones have them. */
const MAIL = {
  first: { salutation: 6, closing: 12, share: 1 },
  later: { salutation: 14, closing: 12, share: 0.6 },
} as const

/** Says what has to be said, then as much more as the message's length, and `longer` words, ask for. */
export function compose(draft: Draft, named: Named, longer: number): void {
  const { message, voice, before } = draft.given
  const { by } = named
  const isFirst = before.length === 0
  const isMail = voice.channel === 'email'
  let left = Math.max(1, message.words) + longer
  if (isMail) left -= mailFrame(draft, named, left)
  const units = unitsOf(message, named)
  const spare = left - 2 * units.length
  if (isFirst && !isMail && draw(draft) < spare / GREETS_AT) {
    left -= say(draft, by.greeting, { words: Math.min(3, left >> 3), at: place.greeting })
  }
  left -= required(draft, units, { words: left, temper: message.tone === 'neutral' ? null : by.temper })
  left -= extras(draft, named, left)
  if (left >= 1 && draw(draft) < FILLS) {
    lead(draft, by.filler, { words: left, from: place.first, to: place.tail })
  }
}

/** What has to be said: each slot that is disclosed, and the message's acts, in their order. */
function unitsOf({ acts, disclosed }: CustomerMessage, { act: rules, slot: told }: Named): readonly Rule[] {
  const units: Rule[] = []
  for (const slot of slots) {
    const value = disclosed[slot]
    if (value !== undefined) units.push(told(slot, value))
  }
  const isAnswered = units.length > 0
  for (const act of acts) if (act !== 'answer' || !isAnswered) units.push(rules[act])
  return units
}

/** Shares the words out among what has to be said, and a temper where there is room for it; how many it took. */
function required(
  draft: Draft,
  units: readonly Rule[],
  { words, temper }: { readonly words: number; readonly temper: Rule | null },
): number {
  const isUpset = temper !== null && words > units.length
  let left = words
  let unsaid = units.length + (isUpset ? 1 : 0)
  let least = units.reduce((sum, { wordsMin }) => sum + wordsMin, isUpset ? temper.wordsMin : 0)
  const sayNext = (rule: Rule, at: number): void => {
    least -= rule.wordsMin
    const even = rule.wordsMin + Math.max(0, left - least - rule.wordsMin) / unsaid
    const budget = Math.round(Math.min(even, UNIT.wordsFrom + UNIT.wordsSpan * draw(draft)))
    unsaid--
    left -= say(draft, rule, { words: budget, at })
  }
  if (isUpset) sayNext(temper, draw(draft) < TEMPER_FIRST ? place.before : place.temper)
  for (const [index, rule] of units.entries()) sayNext(rule, index === 0 ? place.first : place.next + index)
  return words - left
}

/** More of the matter, and what one adds at the end, until the words are used up; how many it took. */
function extras(draft: Draft, { by }: Named, words: number): number {
  const isFirst = draft.given.before.length === 0
  let left = words
  let misses = 0
  let tails = 0
  for (let extra = 0; extra < EXTRA.max && left >= EXTRA.wordsMin && misses < EXTRA.misses; extra++) {
    if (left <= EXTRA.few && draw(draft) < EXTRA.leavesFew) break
    const isDetail = draw(draft) < (isFirst ? DETAILS.first : DETAILS.later) || tails > misses + 1
    const some = EXTRA.wordsFrom + Math.floor(EXTRA.wordsSpan * draw(draft))
    const used = say(draft, isDetail ? by.detail : by.tail, {
      words: left - some <= EXTRA.wordsMin ? left : some,
      at: isDetail && isFirst ? place.detail : place.tail,
      onlyNew: true,
    })
    if (used === 0) misses++
    else if (!isDetail) tails++
    left -= used
  }
  return words - left
}

/** Salutation and closing of an e-mail that is long enough for them; how many words they took. */
function mailFrame(draft: Draft, { by }: Named, words: number): number {
  const { salutation, closing, share } = draft.given.before.length === 0 ? MAIL.first : MAIL.later
  let used = 0
  if (words >= salutation && draw(draft) < share) used += frame(draft, by.salutation, 'head')
  if (words >= closing && draw(draft) < share) {
    used += frame(draft, by.closing, 'foot')
    used += frame(draft, by.signature, 'name')
  }
  return used
}
