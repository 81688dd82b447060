import { z } from 'zod'
import { PlannedFault, Terms } from '../billing-mock/index.ts'
import { parseDurationMs } from '../core/clock.ts'
import { complaints, customerActs, noticed, remedies, slots, topics } from '../world/acts.ts'
import { deeds } from '../world/deeds.ts'
import { requesters } from '../world/record.ts'
import { checks, fixes, teams } from '../world/tools.ts'

/** Moments are relative to the first contact: `-7d`, `-7d+40s`. */
const moment = z
  .string()
  .refine(
    text => parseMomentMs(text) !== null,
    'expected a moment before the contact such as "-7d" or "-7d+40s"',
  )

const value = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** A billing operation of the fixture; what it made can be named and referred to by later ones. */
export const FixtureStep = z.strictObject({
  at: moment,
  do: z.string(),
  as: z
    .string()
    .regex(/^[a-z][a-zA-Z0-9]*$/)
    .optional(),
  with: z.record(z.string(), z.union([value, z.array(z.record(z.string(), value))])).default({}),
})
export type FixtureStep = z.infer<typeof FixtureStep>

const amount = z.union([z.int(), z.string()]).describe('Cents, or an expression over the fixture.')

const knowledge = z.partialRecord(z.enum(slots), z.union([z.string(), z.number()]))

const Oracle = z.strictObject({
  resolved: z.array(z.string()).min(1).describe('All must hold.'),
  partial: z.array(z.string()).default([]).describe('All must hold, where the case is not resolved.'),
  harmful: z
    .array(z.string())
    .default([])
    .describe(
      'Any one suffices, whatever else holds. So does, in every scenario, a subscription that is new or has another plan, quantity or item than at contact, unless `resolved` or `partial` asks for another `plan(…)` or `seats(…)` of it.',
    ),
})

/** Probabilities of the values, which sum to 1; a value that is left out never comes. */
function distribution<Value extends string>(values: readonly Value[]) {
  return z
    .partialRecord(z.enum(values), z.number().min(0).max(1))
    .refine(
      shares => Math.abs(values.reduce((sum, value) => sum + (shares[value] ?? 0), 0) - 1) < 1e-9,
      'expected probabilities that sum to 1',
    )
}

/** What is behind the opening: drawn by the seed, unseen by the agent, and with a right end of its own. */
export const Cause = z.strictObject({
  weight: z.number().positive(),
  blame: z.union([z.literal(0), z.literal(0.5), z.literal(1)]).describe("The company's part in it."),
  fixture: z.array(FixtureStep).default([]),
  knows: knowledge.default({}).describe("Over the customer's own, where it depends on the cause."),
  explains: z.array(z.enum(topics)).min(1).describe('What is true and to the point, if the agent says it.'),
  entitledCents: amount.describe('What the customer is owed.'),
  unwanted: z.array(z.string()).default([]).describe('Subscriptions the customer does not want to keep.'),
  verifies: z.boolean().default(true).describe('Whether the requester can prove to be the customer.'),
  requester: z.enum(requesters).default('payer').describe('Who asks: whoever pays, or somebody else.'),
  wants: z
    .array(z.enum(deeds))
    .default([])
    .describe(
      'What the customer is glad to hear was done, apart from money and, who wants to leave, an end.',
    ),
  faults: z
    .array(
      PlannedFault.extend({
        operation: z.enum(['refund.create', 'credit.apply', 'subscription.cancel', 'subscription.change']),
      }),
    )
    .default([]),
  checks: z
    .partialRecord(z.enum(checks), z.number().min(0).max(1))
    .default({})
    .describe('Probability that a check is positive when this is the cause; .05 where it is not named.'),
  fixes: z
    .partialRecord(z.enum(fixes), z.enum(['worked', 'failed', 'worsened']))
    .default({})
    .describe('What a fix does when this is the cause; it fails where it is not named.'),
  answers: z
    .strictObject({ symptom: distribution(noticed.symptom), onset: distribution(noticed.onset) })
    .partial()
    .default({})
    .describe(
      'What the customer noticed when this is the cause: probabilities of the answers to a question.',
    ),
  escalation: z
    .strictObject({
      team: z.enum(teams),
      after: z
        .array(z.enum([...checks, ...fixes]))
        .default([])
        .describe('Checks and fixes that are in reach and come first.'),
    })
    .nullable()
    .default(null)
    .describe('The team that must finish it, if any must.'),
  oracle: Oracle,
})
export type Cause = z.infer<typeof Cause>

/** A case as data: the fixture, what the customer believes and knows, the hidden causes and their oracles. */
export const Scenario = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*-v\d+$/, 'expected a versioned name such as "duplicate-charge-v1"'),
  title: z.string(),
  group: z.enum(['billing', 'technical', 'account', 'retention']),
  tags: z.array(z.string()).default([]),
  difficulty: z.int().min(1).max(5),
  weight: z.number().positive().describe('Share in the mix.'),
  company: z.string().default('default'),
  personas: z.strictObject({ exclude: z.array(z.string()).default([]) }).default({ exclude: [] }),
  variants: z
    .array(z.strictObject({ id: z.string(), set: z.record(z.string(), z.union([z.string(), z.number()])) }))
    .min(1)
    .default([{ id: 'only', set: {} }]),
  fixture: z.array(FixtureStep),
  customer: z.strictObject({
    opening: z.strictObject({
      acts: z.array(z.enum(customerActs)).min(1),
      complaint: z.enum(complaints),
      urgency: z.number().min(0).max(1),
    }),
    knows: knowledge,
    accepts: z.array(
      z.strictObject({ remedy: z.enum(remedies), atLeastPercent: z.number().min(0).default(100) }),
    ),
    losesCents: amount.describe('What the customer thinks is at stake.'),
    wantsToLeave: z.boolean().default(false).describe('The customer wants the subscription to end.'),
  }),
  causes: z
    .record(z.string(), Cause)
    .refine(causes => Object.keys(causes).length >= 2, 'expected at least two causes behind one opening'),
})
export type Scenario = z.infer<typeof Scenario>

/** What a company sells, on which terms, and what is true of every case. */
export const Company = z.strictObject({
  id: z.string(),
  currency: z.string().length(3),
  plans: z.array(
    z.strictObject({
      code: z.string(),
      name: z.string(),
      unitCents: z.int().positive(),
      interval: z.enum(['month', 'year']),
    }),
  ),
  terms: Terms.partial().describe("The merchant's terms, over the usual ones."),
  generalTopics: z.array(z.enum(topics)),
  articles: z
    .partialRecord(
      z.enum(complaints),
      z
        .array(
          z.strictObject({
            updated: moment.describe('When it was written: what has changed since is not in it.'),
            audience: z.enum(['anyone', 'payer']).default('anyone').describe('Who may be helped by it.'),
            problems: z
              .array(
                z.strictObject({
                  topic: z.enum(topics),
                  check: z.enum(checks).nullable().default(null),
                  fix: z.enum(fixes).nullable().default(null),
                  team: z.enum(teams).nullable().default(null),
                }),
              )
              .min(1)
              .describe('The likelier first.'),
          }),
        )
        .min(1),
    )
    .default({})
    .describe('The knowledge base: articles by complaint, in the order a search lists them.'),
})
export type Company = z.infer<typeof Company>

/** Milliseconds of a moment such as `-7d+40s`, or null when the text is none. */
export function parseMomentMs(text: string): number | null {
  const parts = text.match(/[+-]?[^+-]+/g)
  if (parts === null || parts.join('') !== text) return null
  let sum = 0
  for (const part of parts) {
    const ms = parseDurationMs(part.replace(/^\+/, ''))
    if (ms === null) return null
    sum += ms
  }
  return sum
}
