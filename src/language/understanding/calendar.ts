import type { Chrono } from 'chrono-node'
import { DAY_MS, MINUTE_MS } from '../../core/clock.ts'
import type { Piece } from './pieces.ts'
import type { Time } from './times.ts'

/** The virtual clock's zero, the first contact, on the calendar. */
const FIRST_CONTACT_MS = Date.UTC(2026, 0, 15, 9)

/** A cheap look before the calendar is asked, which takes its time. */
const DATE_WORD =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)$/i
const DATE_NUMBER = /^\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{2,4})?$/
const AHEAD = /^(?:by|until|till|before|next|coming|no later than)$/i

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
    const isAhead = pieces.slice(first, index).some(piece => AHEAD.test(piece.text))
    const [found] = chrono.parse(
      text.slice(from, pieces[last]!.to),
      { instant: new Date(FIRST_CONTACT_MS + nowMs), timezone: 0 },
      { forwardDate: isAhead },
    )
    if (found === undefined) continue
    const [begin, end] = [from + found.index, from + found.index + found.text.length]
    const covered = pieces.flatMap((piece, at) => (piece.to > begin && piece.from < end ? [at] : []))
    if (!covered.includes(index)) continue
    const dateMs = (found.end ?? found.start).date().getTime() - FIRST_CONTACT_MS - nowMs
    const isTooFar =
      !isAhead && dateMs > DAY_MS && found.start.isCertain('month') && !found.start.isCertain('year')
    const minutes = Math.round((isTooFar ? dateMs - 365 * DAY_MS : dateMs) / MINUTE_MS)
    times.push({ first: covered[0]!, last: covered.at(-1)!, minutes })
    index = covered.at(-1)!
  }
  return times
}

/** "may" and "sat" are mostly no dates: those need a number beside them. */
function looksLikeDate(pieces: readonly Piece[], index: number): boolean {
  const { text, kind } = pieces[index]!
  if (kind === 'number') return DATE_NUMBER.test(text)
  if (kind !== 'word' || !DATE_WORD.test(text)) return false
  if (!/^(may|mar|march|sat|sun|wed|mon|fri|tue|thu|dec|jan)$/i.test(text)) return true
  return (
    pieces[index - 1]?.kind === 'number' ||
    pieces[index + 1]?.kind === 'number' ||
    /^(on|by)$/i.test(pieces[index - 1]?.text ?? '')
  )
}
