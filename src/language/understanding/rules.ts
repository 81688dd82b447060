import { z } from 'zod'
import { SupportGymError } from '../../core/errors.ts'
import { promises, refusalReasons, remedies, slots } from '../../world/acts.ts'
import { claimable } from '../../world/deeds.ts'
import type { Clause } from './clauses.ts'

/** An act without what only the clause can tell: how much, and by when. */
const Meant = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.enum(['greet', 'acknowledge', 'empathize', 'apologize', 'confirm', 'close_politely']),
  }),
  z.strictObject({ act: z.literal('ask'), slot: z.enum(slots) }),
  z.strictObject({ act: z.literal('promise'), what: z.enum(promises) }),
  z.strictObject({ act: z.literal('offer'), remedy: z.enum(remedies) }),
  z.strictObject({ act: z.literal('refuse'), why: z.enum(refusalReasons) }),
])
export type Meant = z.infer<typeof Meant>

const manners = ['asked', 'requesting', 'conditional', 'negated', 'future'] as const
type Manner = (typeof manners)[number]

const is: Readonly<Record<Manner, (clause: Clause) => boolean>> = {
  asked: clause => clause.isQuestion,
  requesting: clause => clause.isRequest,
  conditional: clause => clause.isConditional,
  negated: clause => clause.isNegated,
  future: clause => clause.isFuture,
}

const Rule = z.strictObject({
  id: z.string(),
  act: Meant.nullable(),
  confidence: z.number().gt(0).max(1).default(1),
  match: z.string().optional(),
  also: Meant.optional().describe('What it means beside the act.'),
  claims: z.boolean().default(false).describe('It fits where a claim does.'),
  retells: z
    .boolean()
    .default(false)
    .describe('The rest of the sentence is what was heard, not an explanation.'),
  silences: z.boolean().default(false).describe('Nothing in its sentence is meant for the customer.'),
  refuses: z.boolean().default(false).describe('The reason is told by the words of the sentence.'),
  when: z.array(z.enum(manners)).default([]),
  unless: z.array(z.enum(manners)).default([]),
})

/** Wording that tells what is meant. */
export const RuleBook = z.strictObject({
  words: z.record(z.string(), z.string()),
  claims: z.array(
    z.strictObject({
      what: z.enum(claimable),
      verbs: z.string(),
      things: z.string().nullable(),
      says: z.string().optional(),
      never: z.string().optional(),
    }),
  ),
  refusal: z.partialRecord(z.enum(refusalReasons), z.string()),
  rules: z.array(Rule),
})
export type RuleBook = z.infer<typeof RuleBook>

/** What a rule made of a clause; `meant` is null where it means nothing. */
export interface Ruled {
  readonly rule: string
  readonly meant: Meant | null
  readonly also: Meant | null
  readonly retells: boolean
  readonly silences: boolean
  readonly claimed: (typeof claimable)[number] | null
  readonly confidence: number
}

/** Tells by the rules what a clause means, within the words of its sentence; null where no rule fits. */
export function rulerOf(book: RuleBook): (clause: Clause, sentence: string) => Ruled | null {
  const claims = book.claims.map(claim => ({
    what: claim.what,
    active: compiled(activeClaim(claim), book),
    passive: compiled(passiveClaim(claim), book),
    says: claim.says === undefined ? null : compiled(claim.says, book),
    never: claim.never === undefined ? null : compiled(claim.never, book),
  }))
  const claimedIn = (line: string, sentence: string): Ruled['claimed'] => {
    const isNews = !PAST.test(line)
    const claimed = claims.find(
      ({ active, passive, says, never }) =>
        (active.test(line) || (isNews && passive.test(line)) || says?.test(line) === true) &&
        never?.test(sentence) !== true,
    )
    return claimed?.what ?? null
  }
  const reasons = refusalReasons.flatMap(why => {
    const pattern = book.refusal[why]
    return pattern === undefined ? [] : [{ why, pattern: compiled(pattern, book) }]
  })
  reasons.sort((one, other) => order(book, one.why) - order(book, other.why))
  const rules = book.rules.map(rule => ({
    ...rule,
    pattern: rule.match === undefined ? null : compiled(rule.match, book),
  }))
  return (clause, sentence) => {
    for (const { id, act, confidence, pattern, ...rule } of rules) {
      if (!rule.when.every(manner => is[manner](clause))) continue
      if (rule.unless.some(manner => is[manner](clause))) continue
      const claimed = rule.claims ? claimedIn(clause.line, sentence) : null
      if (rule.claims ? claimed === null : !pattern?.test(clause.line)) continue
      const why = rule.refuses ? reasons.find(reason => reason.pattern.test(sentence))?.why : undefined
      return {
        rule: id,
        meant: why === undefined ? act : { act: 'refuse', why },
        also: rule.also ?? null,
        retells: rule.retells,
        silences: rule.silences,
        claimed,
        confidence,
      }
    }
    return null
  }
}

function order({ refusal }: RuleBook, why: string): number {
  return Object.keys(refusal).indexOf(why)
}

type Claim = RuleBook['claims'][number]

/** What was done some time ago, or by somebody else, is told as a reason and not as news. */
const PAST =
  / (?:already|earlier|before|previously|ago|yesterday|formerly|since|DATE(?! (?:has|have|is|was|were) )|by (?:your|a|an|one|another|somebody|someone)) /

/** "I have refunded …". */
function activeClaim(claim: Claim): string {
  return ` {we}(?:have |has |did )?{adv}${doneTo(claim)}`
}

/** "The refund has been issued", "Refunded …". */
function passiveClaim(claim: Claim): string {
  const done = `(?:${claim.verbs}) `
  const passive =
    claim.things === null
      ? ` (?:has|have|is now) {adv}${done}`
      : ` (?:${claim.things}) (?:\\S+ ){0,5}(?:has|have|is|are|was|were) {adv}${done}`
  return `${passive}|^ {adv}${doneTo(claim)}`
}

function doneTo({ verbs, things }: Claim): string {
  return things === null ? `(?:${verbs}) ` : `(?:${verbs}) (?:\\S+ ){0,7}(?:${things}) `
}

function compiled(source: string, { words }: RuleBook): RegExp {
  const filled = source.replace(/\{([a-z]+)\}/g, (_, name: string) => {
    const word = words[name]
    if (word === undefined)
      throw new SupportGymError(
        'invalid_data',
        `rules.yaml: {${name}} is none of ${Object.keys(words).join(', ')}.`,
      )
    return word
  })
  return new RegExp(filled, 'u')
}
