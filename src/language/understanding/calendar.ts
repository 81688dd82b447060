import type { Chrono, ParsedComponents } from 'chrono-node'
import { DAY_MS, MINUTE_MS } from '../../core/clock.ts'
import { FIRST_CONTACT_MS } from '../speech.ts'
import type { Piece } from './pieces.ts'
import type { Time } from './times.ts'

/** A cheap look before the calendar is asked, which takes its time. */
const DATE_WORD =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|today)$/i
const DATE_NUMBER = /^\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{2,4})?$|^\d{4}-\d{1,2}-\d{1,2}$/
const AHEAD = /^(?:by|until|till|before|next|coming)$/i
/** What is promised lies ahead, unless the date is that of something else. */
const PROMISED = /^(?:will|shall|going|promise|.+['’]ll|i?ll)$/i
const PASSED =
  /^(?:of|from|dated|made|taken|paid|billed|charged|was|were|had|since|last|past|previous|which)$/i

/** Dates that are looked for in one text, and pieces around a date word that may belong to it. */
const DATES_MAX = 8
const PIECES_AROUND = 4

/** The dates of a text, by what the calendar shows at this moment. */
export function datesOf(
  { text, pieces }: { readonly text: string; readonly pieces: readonly Piece[] },
  nowMs: number,
  chrono: Chrono,
): readonly Time[] {
  const times: Time[] = []
  for (let index = 0; index < pieces.length && times.length < DATES_MAX; index++) {
    if (!looksLikeDate(pieces, index)) continue
    const first = Math.max(index - PIECES_AROUND, times.length === 0 ? 0 : times.at(-1)!.last + 1)
    const last = Math.min(index + PIECES_AROUND, pieces.length - 1)
    const from = pieces[first]!.from
    const isAhead = isDueAt(pieces, { first, index })
    const [found] = chrono.parse(
      text.slice(from, pieces[last]!.to),
      { instant: new Date(FIRST_CONTACT_MS + nowMs), timezone: 0 },
      { forwardDate: false },
    )
    if (found === undefined) continue
    const [begin, end] = [from + found.index, from + found.index + found.text.length]
    const covered = pieces.flatMap((piece, at) => (piece.to > begin && piece.from < end ? [at] : []))
    if (!covered.includes(index)) continue
    const minutes = Math.round((momentOf(found.end ?? found.start, { nowMs, isAhead }) - nowMs) / MINUTE_MS)
    times.push({ first: covered[0]!, last: covered.at(-1)!, minutes })
    index = covered.at(-1)!
  }
  return times
}

/** Whether a date is one by or on which something will be done. */
function isDueAt(
  pieces: readonly Piece[],
  { first, index }: { readonly first: number; readonly index: number },
): boolean {
  const near = pieces.slice(first, index)
  if (near.some(({ text }) => AHEAD.test(text))) return true
  const stop = pieces.slice(0, index).findLastIndex(({ kind }) => kind === 'stop' || kind === 'question')
  const before = pieces.slice(stop + 1, index)
  const promised = before.findLastIndex(({ text }) => PROMISED.test(text))
  return promised !== -1 && !before.slice(promised).some(({ text }) => PASSED.test(text))
}

/**
 * The moment that components of a date name, from the clock's zero. Chrono would move dates ahead by the zone of the
 * machine, so they are moved here, by the days of the calendar in UTC.
 */
function momentOf(
  parsed: ParsedComponents,
  { nowMs, isAhead }: { readonly nowMs: number; readonly isAhead: boolean },
): number {
  const today = dayOf(FIRST_CONTACT_MS + nowMs)
  const at = (years: number, days: number): number =>
    Date.UTC(
      parsed.get('year')! + years,
      parsed.get('month')! - 1,
      parsed.get('day')! + days,
      parsed.get('hour')!,
      parsed.get('minute')!,
    ) -
    (parsed.get('timezoneOffset') ?? 0) * MINUTE_MS
  const plainMs = at(0, 0)
  const isYearOpen = parsed.isCertain('month') && !parsed.isCertain('year')
  const isWeekday = parsed.isCertain('weekday') && !parsed.isCertain('day')
  let dateMs = plainMs
  if (isAhead && dayOf(plainMs) < today) {
    if (isWeekday) dateMs = at(0, 7)
    else if (isYearOpen) dateMs = at(1, 0)
  } else if (!isAhead && isYearOpen && plainMs > FIRST_CONTACT_MS + nowMs + DAY_MS) dateMs = at(-1, 0)
  const isToday = dayOf(dateMs) === today && !parsed.isCertain('hour')
  // What is due today is due by the end of it, once its noon is over.
  if (isAhead && isToday && dateMs <= FIRST_CONTACT_MS + nowMs) dateMs = (today + 1) * DAY_MS
  return dateMs - FIRST_CONTACT_MS
}

function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS)
}

/** "may" and "sat" are mostly no dates: those need a number beside them. */
function looksLikeDate(pieces: readonly Piece[], index: number): boolean {
  const { text, kind } = pieces[index]!
  if (kind === 'number') return DATE_NUMBER.test(text)
  if (kind !== 'word' || !DATE_WORD.test(text)) return false
  if (/^today$/i.test(text)) return /^(by|until|till|before)$/i.test(pieces[index - 1]?.text ?? '')
  if (!/^(may|mar|march|sat|sun|wed|mon|fri|tue|thu|dec|jan)$/i.test(text)) return true
  return (
    pieces[index - 1]?.kind === 'number' ||
    pieces[index + 1]?.kind === 'number' ||
    /^(on|by)$/i.test(pieces[index - 1]?.text ?? '')
  )
}
