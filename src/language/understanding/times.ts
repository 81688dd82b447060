import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/clock.ts'
import type { Piece } from './pieces.ts'

/** A time that pieces of a text speak of: from the first to the last piece, and minutes from now. */
export interface Time {
  readonly first: number
  readonly last: number
  readonly minutes: number
}

const MINUTES_MAX = 10 * 365 * 24 * 60

const unitMinutes: readonly (readonly [RegExp, number])[] = [
  [/^(minutes?|mins?)$/, 1],
  [/^(hours?|hrs?)$/, HOUR_MS / MINUTE_MS],
  [/^days?$/, DAY_MS / MINUTE_MS],
  [/^(weeks?|wks?)$/, (7 * DAY_MS) / MINUTE_MS],
  [/^months?$/, (30 * DAY_MS) / MINUTE_MS],
  [/^years?$/, (365 * DAY_MS) / MINUTE_MS],
]

const numbers: readonly string[] = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen ' +
  'eighteen nineteen twenty'
).split(' ')
const more: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  couple: 2,
  few: 3,
  several: 5,
  half: 0.5,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
}
const between = new Set([
  'of',
  'full',
  'business',
  'working',
  'calendar',
  'whole',
  'more',
  'an',
  'a',
  'short',
])
const ranging = new Set(['to', 'or', 'and', '–', '-', '—'])
const past = new Set(['ago', 'earlier', 'back'])

/** Moments told without a number: minutes from now. */
const named: readonly (readonly [RegExp, number])[] = [
  [/^tomorrow$/, 1_440],
  [/^tonight$/, 720],
  [/^yesterday$/, -1_440],
]
const following: readonly (readonly [RegExp, number])[] = [
  [/^week$/, 10_080],
  [/^month$/, 43_200],
  [/^year$/, 525_600],
]

/** The spans of time in a text: "within 2 days", "half an hour", "three weeks ago", "tomorrow", "last week". */
export function spansOf(pieces: readonly Piece[]): readonly Time[] {
  const times: Time[] = []
  for (let index = 0; index < pieces.length; index++) {
    const time = spanAt(pieces, index)
    if (time === null) continue
    times.push(time)
    index = time.last
  }
  return times
}

function spanAt(pieces: readonly Piece[], first: number): Time | null {
  const word = lower(pieces[first])
  const moment = minutesBy(named, word)
  if (moment !== null) return { first, last: first, minutes: moment }
  if (word === 'last' || word === 'next') {
    const length = minutesBy(following, lower(pieces[first + 1]))
    return length === null ? null : { first, last: first + 1, minutes: word === 'last' ? -length : length }
  }
  if (word === 'end') return endAt(pieces, first)
  return countedAt(pieces, first)
}

/** "end of the day", "end of this week". */
function endAt(pieces: readonly Piece[], first: number): Time | null {
  if (lower(pieces[first + 1]) !== 'of') return null
  const at = /^(the|this|my|our|next)$/.test(lower(pieces[first + 2])) ? first + 3 : first + 2
  const word = lower(pieces[at])
  const minutes = /^(day|today|business)$/.test(word) ? 480 : minutesBy(following, word)
  return minutes === null ? null : { first, last: at, minutes }
}

function countedAt(pieces: readonly Piece[], first: number): Time | null {
  let count = numberOf(pieces[first])
  if (count === null) return null
  let at = first + 1
  for (let words = 0; words < 4; words++, at++) {
    const word = lower(pieces[at])
    const next = numberOf(pieces[at])
    if (next !== null && !between.has(word))
      count = /^(twenty|thirty|forty|fifty)$/.test(lower(pieces[at - 1])) ? count + next : next
    else if (!between.has(word) && !ranging.has(word.trim())) break
  }
  const unit = minutesBy(unitMinutes, lower(pieces[at]))
  if (unit === null || count <= 0) return null
  const isPast = past.has(lower(pieces[at + 1]))
  const minutes = Math.min(Math.max(1, Math.round(count * unit)), MINUTES_MAX)
  return { first, last: isPast ? at + 1 : at, minutes: isPast ? -minutes : minutes }
}

function numberOf(piece: Piece | undefined): number | null {
  if (piece === undefined) return null
  if (piece.kind === 'number')
    return /^(?:\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?$/.test(piece.text)
      ? Number(piece.text.replaceAll(',', ''))
      : null
  const word = lower(piece)
  const small = numbers.indexOf(word)
  if (small !== -1) return small
  return Object.hasOwn(more, word) ? more[word]! : null
}

function minutesBy(table: readonly (readonly [RegExp, number])[], word: string): number | null {
  return table.find(([pattern]) => pattern.test(word))?.[1] ?? null
}

function lower(piece: Piece | undefined): string {
  return piece === undefined ? '' : piece.text.toLowerCase()
}
