import { z } from 'zod'
import { SupportGymError } from '../core/errors.ts'
import { categoricalQuantile } from '../core/quantiles.ts'
import { mixSeed } from '../core/random.ts'
import { unknownName } from '../core/suggest.ts'
import { decideEpisode } from '../world/noise.ts'
import { identityOf } from './identity.ts'
import { type CustomerModel, ModelOverrides, overridden } from './model/index.ts'
import { Archetype, PersonaPack } from './pack.ts'
import { drawPersona, Persona } from './persona.ts'

/** A file of concrete personas, each as likely as any other. */
export const SeededPack = z
  .strictObject({
    id: z.string(),
    seed: z.int().min(0).describe('What it was drawn from.'),
    personas: z.array(Persona).min(1),
    model: ModelOverrides.exactOptional().describe(
      'Numbers of the customer model in place of those that ship.',
    ),
  })
  .refine(pack => new Set(pack.personas.map(({ id }) => id)).size === pack.personas.length, {
    message: 'expected every persona id once',
    path: ['personas'],
  })
export type SeededPack = z.infer<typeof SeededPack>

/** Who the customers are: archetypes with shares, or concrete personas. */
export type Cast = PersonaPack | SeededPack

/** Either kind of pack: one with `personas` is read as seeded, so that an error speaks of what was meant. */
export const Cast = z
  .looseObject({}, 'expected a pack: { id, archetypes } or { id, seed, personas }')
  .transform((given, context): Cast => {
    const schema: z.ZodType<Cast> = 'personas' in given ? SeededPack : PersonaPack
    const parsed = schema.safeParse(given)
    if (parsed.success) return parsed.data
    for (const { path, message } of parsed.error.issues) {
      context.addIssue({ code: 'custom', path, message })
    }
    return z.NEVER
  })

export interface SeedOptions {
  /** Archetypes with shares, as in a pack's file: what they leave out has the defaults of the schema. */
  readonly archetypes: readonly z.input<typeof Archetype>[]
  /** How many personas; 1 … 1,000,000. */
  readonly n: number
  /** A safe integer ≥ 0. */
  readonly seed: number
  /** The pack's id; `seeded` by default. */
  readonly id?: string
  /** Whether each persona also gets a name, an e-mail address and a company. */
  readonly identities?: boolean
  /** Numbers of the customer model in place of those that ship; they go into the pack. */
  readonly model?: ModelOverrides
}

const PERSONAS_MAX = 1_000_000

const Options = z.strictObject({
  archetypes: z.array(Archetype).min(1),
  n: z.int().min(1).max(PERSONAS_MAX),
  seed: z.int().min(0),
  id: z.string().default('seeded'),
  identities: z.boolean().default(false),
  model: ModelOverrides.exactOptional(),
})

/**
 * Draws n concrete personas: archetype by share, traits from its distributions, by the model that ships with the
 * options' overrides. Plain data, a pure function of its arguments; the first n of a larger pack are the same. Throws
 * `invalid_config`, naming what does not fit.
 */
export function drawPersonaPack(options: SeedOptions, shipped: CustomerModel): SeededPack {
  const parsed = Options.safeParse(options)
  if (!parsed.success) {
    const issues = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'options'}: ${message}`,
    )
    throw new SupportGymError('invalid_config', `seedPersonaPack: ${issues.join('; ')}.`)
  }
  const { archetypes, n, seed, id, identities, model: overrides } = parsed.data
  const model = overridden(shipped, overrides)
  const shares = archetypes.map(({ share }) => share)
  const personas = Array.from({ length: n }, (_, index): Persona => {
    const own = mixSeed(seed, index + 1)
    const archetype = archetypes[categoricalQuantile(decideEpisode(own, 'archetype'), shares)]!
    const persona = drawPersona(archetype, own, {
      model,
      id: `persona-${String(index + 1).padStart(4, '0')}`,
    })
    return identities ? { ...persona, identity: identityOf(own, 0) } : persona
  })
  return { id, seed, personas, ...(overrides === undefined ? {} : { model: overrides }) }
}

/**
 * Who makes contact: drawn by the seed from those that are not excluded, or from those of the archetype, or the very
 * persona, that is asked for. Throws `unknown_id` when there is none of that name.
 */
export function choosePersona(
  cast: Cast,
  seed: number,
  {
    asked,
    excluded,
    model,
  }: {
    readonly asked: string | undefined
    readonly excluded: readonly string[]
    readonly model: CustomerModel
  },
): Persona {
  const u = decideEpisode(seed, 'archetype')
  if ('personas' in cast) {
    const isFitting = ({ id, archetype }: Persona): boolean =>
      asked === undefined ? !excluded.includes(archetype) : id === asked || archetype === asked
    const fitting = cast.personas.filter(isFitting)
    const known = [...new Set(cast.personas.map(({ archetype }) => archetype))]
    if (fitting.length === 0) throw noneFits(cast, asked, known)
    return fitting[Math.floor(u * fitting.length)]!
  }
  const isFitting = ({ id }: Archetype): boolean =>
    asked === undefined ? !excluded.includes(id) : id === asked
  const fitting = cast.archetypes.filter(isFitting)
  const known = cast.archetypes.map(({ id }) => id)
  if (fitting.length === 0) throw noneFits(cast, asked, known)
  const shares = fitting.map(({ share }) => share)
  return drawPersona(fitting[categoricalQuantile(u, shares)]!, seed, { model })
}

function noneFits(cast: Cast, asked: string | undefined, known: readonly string[]): SupportGymError {
  if (asked !== undefined) return unknownName('archetype', asked, known)
  return new SupportGymError('invalid_config', `Every archetype of pack "${cast.id}" is excluded here.`)
}
