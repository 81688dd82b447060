import { z } from 'zod'
import { clamp01 } from '../../core/math.ts'
import { type AgentAct, actKey } from '../../world/acts.ts'
import { claimable } from '../../world/deeds.ts'
import { ACTS_MAX, type HeardAct, type Span, type Understanding } from '../speech.ts'
import { centsOf, type Piece, piecesOf } from '../understanding/pieces.ts'
import { actOf, labels } from './labels.ts'

/** What a model answers that listens; servers that check the schema want every field there. */
const HeardAnswer = z.strictObject({
  acts: z.array(
    z.strictObject({
      label: z.enum(labels),
      quote: z.string(),
      confidence: z.number(),
      byWhenMinutes: z.number().nullable().default(null),
      claim: z.enum(claimable).nullable().default(null),
      amountCents: z.number().nullable().default(null),
    }),
  ),
  amounts: z.array(z.strictObject({ amountCents: z.number(), quote: z.string() })).default([]),
  dates: z.array(z.strictObject({ minutes: z.number(), quote: z.string() })).default([]),
})
type HeardAnswer = z.infer<typeof HeardAnswer>

const { $schema: _dialect, ...schema } = z.toJSONSchema(HeardAnswer, {
  override: ({ jsonSchema }) => {
    delete jsonSchema.default
  },
})

/** The same as JSON Schema, in what OpenAI takes for strict: every field required, nothing beside, no defaults. */
export const AnswerSchema: Record<string, unknown> = schema

/** The same as an example. */
export const exampleAnswer: HeardAnswer = {
  acts: [
    {
      label: 'promise.refund',
      quote: 'you will have your money back tomorrow',
      confidence: 0.9,
      byWhenMinutes: 1_440,
      claim: null,
      amountCents: null,
    },
  ],
  amounts: [{ amountCents: 4_900, quote: '$49' }],
  dates: [{ minutes: 1_440, quote: 'tomorrow' }],
}

/** What a model's answer says, or what is wrong with it. */
export type ReadAnswer =
  | { readonly ok: true; readonly answer: HeardAnswer }
  | { readonly ok: false; readonly problem: string }

/** Reads an answer; what stands around the outermost braces is left alone. */
export function readAnswer(content: string): ReadAnswer {
  const json = content.slice(content.indexOf('{'), content.lastIndexOf('}') + 1)
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return { ok: false, problem: 'it cannot be parsed.' }
  }
  const result = HeardAnswer.safeParse(value)
  if (result.success) return { ok: true, answer: result.data }
  const [issue] = result.error.issues
  const path = issue!.path.map(String).join('.')
  return { ok: false, problem: `${path === '' ? 'top level' : path}: ${issue!.message}.` }
}

/**
 * What was heard in a text, as far as the text bears it out: an act, a sum or a date whose quote is not in it, is
 * dropped, and so is what quotes a label instead of words. A claim of a sum that its sentence does not name is dropped
 * from its act.
 */
export function understood(text: string, { acts, amounts, dates }: HeardAnswer): Understanding {
  const pieces = piecesOf(text)
  const heard = acts.flatMap((act): HeardAct[] => {
    const span = spanOf(act.quote, text)
    if (span === null || LABEL.test(act.quote)) return []
    // A claim of a sum is not one of any sum: without its sum it is none.
    const isBorneOut = act.amountCents === null || sumsIn(sentenceAround(span, pieces)).has(act.amountCents)
    const said = isBorneOut ? act : { ...act, claim: null, amountCents: null }
    return [{ act: actOf(act.label, said), confidence: clamp01(act.confidence), span }]
  })
  return {
    acts: onceEach(heard.toSorted((one, other) => one.span.from - other.span.from)).slice(0, ACTS_MAX),
    amounts: amounts.flatMap(({ amountCents, quote }) => {
      const span = spanOf(quote, text)
      if (span === null) return []
      const touched = pieces.filter(({ from, to }) => from < span.to && to > span.from)
      return sumsIn(touched).has(amountCents) ? [{ amountCents, span }] : []
    }),
    dates: dates.flatMap(({ minutes, quote }) => {
      const span = spanOf(quote, text)
      return span === null ? [] : [{ minutes: Math.round(minutes), span }]
    }),
  }
}

const LABEL = /\b(?:ask|explain|promise|offer|refuse)\.[a-z]|\bclose_politely\b|"\w+"\s*:/u

/** Where a quote stands; marks of quotation, capitals and the breadth of blanks are of no account. */
function spanOf(quote: string, text: string): Span | null {
  const words = quote.trim().split(/\s+/u)
  if (words[0] === '') return null
  const pattern = words.map(escaped).join('\\s+').replace(/['’‘]/gu, "['’‘]").replace(/["“”]/gu, '["“”]')
  const match = new RegExp(pattern, 'iu').exec(text)
  return match === null ? null : { from: match.index, to: match.index + match[0].length }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&')
}

/** The pieces of the sentence, or sentences, that a span is in. */
function sentenceAround(span: Span, pieces: readonly Piece[]): readonly Piece[] {
  const ends = pieces.filter(({ kind }) => kind === 'stop' || kind === 'question')
  const from = ends.findLast(end => end.to <= span.from)?.to ?? 0
  const to = ends.find(end => end.to >= span.to)?.to ?? Number.POSITIVE_INFINITY
  return pieces.filter(piece => piece.from >= from && piece.to <= to)
}

/** The sums of money, above nothing, that pieces of a text name, in cents. */
function sumsIn(pieces: readonly Piece[]): ReadonlySet<number | null> {
  const sums = pieces.flatMap(({ kind, text }) => (kind === 'money' ? (centsOf(text) ?? []) : []))
  return new Set(sums)
}

/** Each meaning once, where it comes first. */
function onceEach(heard: readonly HeardAct[]): readonly HeardAct[] {
  const meanings = new Set<string>()
  return heard.filter(({ act }) => {
    const meaning = meaningOf(act)
    if (meanings.has(meaning)) return false
    meanings.add(meaning)
    return true
  })
}

function meaningOf(act: AgentAct): string {
  return act.act === 'confirm' && act.claim !== undefined ? `confirm ${act.claim.what}` : actKey(act)
}
