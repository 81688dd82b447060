import { z } from 'zod'
import { customerActs } from '../world/acts.ts'
import { ModelOverrides } from './model/index.ts'

/** How carefully somebody types: whole sentences; small letters and few marks; as it comes, with slips. */
export const typingStyles = ['careful', 'casual', 'hasty'] as const
export type Typing = (typeof typingStyles)[number]

const typing = z.enum(typingStyles)

const typingShares = z
  .partialRecord(typing, z.number().positive())
  .refine(
    shares => Object.keys(shares).length > 1,
    'expected at least two styles with a share each, or one style',
  )

const level = z.union([z.enum(['L', 'M', 'H']), z.number().gt(0).lt(1)])

/** The distribution a persona is drawn from: means of its traits, and what is particular to it. */
export const Archetype = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected a name in kebab-case'),
  share: z.number().positive(),
  traits: z.strictObject({
    patience: level.default('M'),
    tech: level.default('M'),
    politeness: level.default('M'),
    assertiveness: level.default('M'),
    priceSensitivity: level.default('M'),
    loyalty: level.default('M'),
    volatility: level.default('M'),
    verbosity: level.default('M'),
    rapport: level.default('M'),
  }),
  fluency: z.number().min(0).max(1).default(0.9).describe('Command of the language.'),
  typing: z
    .union([typing, typingShares])
    .default('casual')
    .describe('How carefully they type: one style, or styles by share.'),
  channels: z
    .array(z.enum(['chat', 'email', 'phone']))
    .min(1)
    .default(['chat']),
  honesty: z.number().min(0).max(1).default(0.97).describe('Probability that a stated fact is true.'),
  trust: z.number().min(0).max(1).default(0.5).describe('Trust at first contact.'),
  severe: z.boolean().default(false).describe('What is at stake weighs heavily, whatever the amount.'),
  openingAnger: z.number().min(0).max(0.5).default(0).describe('Anger added at first contact.'),
  openingConfusion: z.number().min(0).max(0.5).default(0).describe('Confusion added at first contact.'),
  opensWith: z
    .array(z.enum(customerActs))
    .default([])
    .describe("What the first message does, besides the scenario's acts."),
  leavesSilently: z.number().min(0).max(1).default(0.65),
  feignsAcceptance: z.number().min(0).max(1).default(0),
  chargebackFactor: z.number().min(0).max(5).default(1),
  surveyFactor: z.number().min(0).max(2).default(1),
})
export type Archetype = z.infer<typeof Archetype>

/** A file of archetypes with shares. */
export const PersonaPack = z
  .strictObject({
    id: z.string(),
    archetypes: z.array(Archetype).min(1),
    model: ModelOverrides.exactOptional().describe(
      'Numbers of the customer model in place of those that ship.',
    ),
  })
  .refine(pack => new Set(pack.archetypes.map(archetype => archetype.id)).size === pack.archetypes.length, {
    message: 'expected every archetype id once',
    path: ['archetypes'],
  })
export type PersonaPack = z.infer<typeof PersonaPack>

const LEVELS = { L: 0.2, M: 0.5, H: 0.8 } as const

/** The mean behind a level: L .2, M .5, H .8, or the number itself. */
export function meanOf(value: z.infer<typeof level>): number {
  return typeof value === 'number' ? value : LEVELS[value]
}
