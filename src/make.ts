import { z } from 'zod'
import type { FaultConfig } from './billing-mock/index.ts'
import { compile } from './core/compile.ts'
import { SupportGymError } from './core/errors.ts'
import { interpret } from './core/interpret.ts'
import { unknownName } from './core/suggest.ts'
import {
  type AutoresetMode,
  askedEachTime,
  askedOnce,
  autoresetModes,
  createEnv,
  createVectorEnv,
  deliveries,
  type Env,
  EpisodeFaults,
  type Observation,
  observationFaces,
  type Setting,
  type VectorBuffers,
  type VectorEnv,
} from './env/index.ts'
import { costStation, defaultRules, guardrails, type Rule, simulatedApprover } from './guardrails/index.ts'
import {
  Cast,
  type CustomerModel,
  drawPersonaPack,
  overridden,
  type PersonaPack,
  type SeededPack,
  type SeedOptions,
} from './personas/index.ts'
import { presetRubric, type Rubric, rewardPresets, rewardStation, valuationUnder } from './reward/index.ts'
import { type Catalogue, loadCast, loadCatalogue, loadCustomerModel } from './scenarios/index.ts'
import { signalStation } from './signals/index.ts'
import { type ChartView, supportMachine } from './world/support.machine.ts'

/** The ids that `makeEnv` knows. A change in behaviour is a new version. */
export const envIds = ['billing-support-v4'] as const
export type EnvId = (typeof envIds)[number]

const MOVED =
  'has more actions, scenarios and facts in view: indexes of discrete actions and floats have moved'
const STRICTER =
  'counts the refunds of a ticket together for approval, and grades changes that nobody asked for as harm, what was ' +
  'taken back as tax, and the reason of a refund: figures of the two do not compare'

/** Versions that are gone, and what is otherwise in the one that replaced them. */
const REPLACED: Readonly<Record<string, string>> = {
  'billing-support-v1': MOVED,
  'billing-support-v2': MOVED,
  'billing-support-v3': STRICTER,
}

/** How an env is composed; everything has a default. */
export interface EnvConfig {
  /** A preset, or a rubric of one's own. */
  readonly reward?: (typeof rewardPresets)[number] | Rubric
  /** The trainer's discount, for `shaped` alone. */
  readonly gamma?: number
  /** Rules in place of the company's. */
  readonly guardrails?: readonly Rule[]
  readonly delivery?: (typeof deliveries)[number]
  readonly observation?: (typeof observationFaces)[number]
  /** Name or file of a persona pack, archetypes or seeded personas, or the pack itself. */
  readonly personas?: string | z.input<typeof PersonaPack> | SeededPack
  /** A folder of scenarios, or a catalogue already loaded. */
  readonly scenarios?: string | Catalogue
  /**
   * Tickets of the same customer in an episode, 1 … 3; who has left for good ends it early. 1 by default. Not with
   * `deferred`: how a customer comes back follows from the signals.
   */
  readonly tickets?: number
  /** The ticket's own, observable limits: exhausting one ends the case. */
  readonly stepsMax?: number
  readonly minutesMax?: number
  /** The outer limit, which truncates. */
  readonly truncateAfterSteps?: number
  /** ρ of `discount = exp(−ρ · elapsed days)`. */
  readonly discountPerDay?: number
  /** What goes wrong between the agent and the billing backend, by seed; nothing unless given. */
  readonly faults?: z.input<typeof FaultConfig>
  /** Check every invariant of the books after every operation. */
  readonly check?: boolean
  /** What runs the support machine: tables compiled from it (the default), or an XState actor; both do the same. */
  readonly runtime?: (typeof runtimes)[number]
}

const runtimes = ['compiled', 'xstate'] as const

const TICKETS_MAX = 3

const Settings = z.strictObject({
  reward: z
    .union([z.enum(rewardPresets), z.custom<Rubric>(isRubric, 'expected a preset or a rubric')])
    .default('business'),
  gamma: z.number().min(0).max(1).default(1),
  guardrails: z.array(z.custom<Rule>(isRule, 'expected a rule with id, text, blocks and check')).optional(),
  delivery: z.enum(deliveries).default('settle'),
  observation: z.enum(observationFaces).default('typed'),
  personas: z
    .unknown()
    .default('default')
    .transform(given => (typeof given === 'string' ? loadCast(given) : given))
    .pipe(Cast),
  scenarios: z
    .union([z.string(), z.custom<Catalogue>(isCatalogue, 'expected a folder or a catalogue')])
    .optional(),
  tickets: z.int().min(1).max(TICKETS_MAX).default(1),
  stepsMax: z.int().min(1).default(40),
  minutesMax: z.number().positive().default(480),
  truncateAfterSteps: z.int().min(1).default(500),
  discountPerDay: z.number().min(0).default(0),
  faults: EpisodeFaults.optional(),
  check: z.boolean().default(false),
  runtime: z.enum(runtimes).default('compiled'),
})

const Config = Settings.refine(({ tickets, delivery }) => tickets === 1 || delivery !== 'deferred', {
  path: ['tickets'],
  message:
    'expected 1 with delivery "deferred": how a customer comes back follows from signals that are yet to be ' +
    'collected; use "settle" or "stream"',
})

/**
 * Makes an env. `observation: 'float'` gives `Float32Array`s, else typed objects.
 * Throws `unknown_id` for an id that is not there, `invalid_config` and `invalid_data` for what does not fit.
 */
export function makeEnv(id: string, config: EnvConfig & { readonly observation: 'float' }): Env<Float32Array>
export function makeEnv(id: string, config?: EnvConfig): Env<Observation>
export function makeEnv(id: string, config: EnvConfig = {}): Env<Observation> | Env<Float32Array> {
  const setting = settingOf(id, parsed(Config, config, `makeEnv("${id}")`))
  return setting.face === 'float' ? createEnv<Float32Array>(setting) : createEnv<Observation>(setting)
}

/** How a vector env is composed: an env's config, without the face, and what concerns the n of them. */
export type VectorConfig = Omit<EnvConfig, 'observation'> & {
  readonly autoreset?: AutoresetMode
  /** Typed arrays to write into, e.g. over shared memory; what is not given is made. */
  readonly buffers?: Partial<VectorBuffers>
}

const VectorSettings = z.object({
  observation: z.literal('float', 'expected "float", or nothing: a vector env has no other face'),
  count: z.int().min(1).max(1_048_576),
  autoreset: z.enum(autoresetModes).default('NextStep'),
  delivery: z
    .enum(
      ['settle', 'stream'],
      'expected "settle" or "stream": deferred signals are collected from single envs',
    )
    .default('settle'),
})

/**
 * Makes n envs that are stepped together over typed arrays: floats and masks in, discrete actions out. Env i starts at
 * seed + i. Throws what `makeEnv` throws.
 */
export function makeVectorEnv(id: string, count: number, config: VectorConfig = {}): VectorEnv {
  const { autoreset, buffers = {}, ...rest } = config
  const call = `makeVectorEnv("${id}")`
  const setting = settingOf(id, parsed(Config, { observation: 'float', ...rest }, call))
  const vector = parsed(
    VectorSettings,
    { count, autoreset, delivery: setting.delivery, observation: setting.face },
    call,
  )
  return createVectorEnv(setting, { count: vector.count, autoreset: vector.autoreset, buffers })
}

function parsed<Schema extends z.ZodType>(schema: Schema, given: unknown, call: string): z.output<Schema> {
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const issues = result.error.issues.map(issue => `${issue.path.join('.') || 'config'}: ${issue.message}`)
  throw new SupportGymError('invalid_config', `${call}: ${issues.join('; ')}.`)
}

function settingOf(id: string, config: z.output<typeof Config>): Setting {
  if (Object.hasOwn(REPLACED, id)) {
    throw new SupportGymError(
      'unknown_id',
      `Env "${id}" was replaced by "${envIds[0]}", which ${REPLACED[id]}. Ask for "${envIds[0]}".`,
    )
  }
  if (!(envIds as readonly string[]).includes(id)) throw unknownName('env', id, envIds)
  const { reward, gamma, scenarios, personas } = config
  const model = customerModelOf(personas)
  return {
    id,
    catalogue: typeof scenarios === 'object' ? scenarios : loadCatalogue(scenarios),
    pack: personas,
    model,
    ...chartOf(config.runtime),
    guardrails: guardrails(config.guardrails ?? defaultRules),
    approver: simulatedApprover,
    signals: signalStation(model),
    reward: rewardStation(typeof reward === 'string' ? presetRubric(reward, gamma) : reward),
    costs: costStation,
    valuation: valuationUnder(model),
    delivery: config.delivery,
    face: config.observation,
    budget: { stepsMax: config.stepsMax, minutesMax: config.minutesMax },
    tickets: config.tickets,
    truncateAfterSteps: config.truncateAfterSteps,
    discountPerDay: config.discountPerDay,
    faults: config.faults ?? null,
    check: config.check,
  }
}

/** The support machine, run one way or the other. */
function chartOf(runtime: (typeof runtimes)[number]): Pick<Setting, 'chart' | 'legality'> {
  const chart = (runtime === 'xstate' ? interpret : compile)<ChartView>(supportMachine)
  return { chart, legality: (runtime === 'xstate' ? askedEachTime : askedOnce)(chart) }
}

let shippedModel: CustomerModel | null = null

/** The customer model of a pack: the one that ships, with what the pack overrides. */
export function customerModelOf({ model }: Pick<Cast, 'model'>): CustomerModel {
  shippedModel ??= overridden(loadCustomerModel())
  return model === undefined ? shippedModel : overridden(shippedModel, model)
}

/**
 * Draws n concrete personas: archetype by share, traits from its distributions. Plain data, a pure function of its
 * arguments; the first n of a larger pack are the same. Throws `invalid_config`, naming what does not fit.
 */
export function seedPersonaPack(options: SeedOptions): SeededPack {
  return drawPersonaPack(options, customerModelOf({}))
}

function isRubric(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'step' in value && 'signals' in value && 'range' in value
  )
}

function isRule(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'check' in value && 'blocks' in value && 'id' in value
}

function isCatalogue(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'scenarios' in value && 'template' in value
}
