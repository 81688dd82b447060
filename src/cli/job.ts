import type { FaultConfig } from '../billing-mock/index.ts'
import { hashOf } from '../core/hash.ts'
import { envIds } from '../make.ts'
import { chunkCountOf, chunkLengthOf, type PlannedEpisode, planEpisodes } from '../rollout/index.ts'
import { loadCatalogue, loadPersonaPack } from '../scenarios/index.ts'
import { packageVersion, TraceConfig } from '../trace/index.ts'
import { configHashOf, type RunIdentity } from './manifest.ts'
import { spokenBy } from './model.ts'
import { chosen } from './options.ts'
import { type Chosen, chosenPolicies, type PolicyOptions } from './policies.ts'

/** The options that say what is played; with these the same, so is the run. */
export interface JobOptions extends PolicyOptions {
  /** A folder of scenarios in place of those that ship. */
  readonly scenarios?: string
  readonly scenario?: readonly string[]
  readonly persona?: readonly string[]
  readonly episodes: number
  readonly seed: number
  readonly reward: TraceConfig['reward']
  readonly delivery: TraceConfig['delivery']
  readonly faults?: FaultConfig
  readonly check: boolean
  readonly tickets: number
}

/** What is to be played, put together. */
export interface Job {
  /** Short, for people and folders. */
  readonly id: string
  readonly configHash: string
  readonly identity: RunIdentity
  readonly players: Chosen
  readonly plan: readonly PlannedEpisode[]
  /** How many chunks the plan is cut into. */
  readonly chunks: number
}

/** What these options ask for. Throws `unknown_id` and `invalid_config`. */
export async function jobOf(options: JobOptions): Promise<Job> {
  const { episodes, seed, reward, delivery, faults, check, tickets } = options
  const catalogue = loadCatalogue(options.scenarios)
  const models = spokenBy(options)
  const pack = loadPersonaPack()
  const scenarios = chosen('scenario', catalogue.scenarios, options.scenario)
  const archetypes = chosen('archetype', pack.archetypes, options.persona)
  const players = await chosenPolicies(options, catalogue)
  const plan = planEpisodes({ scenarios, archetypes, episodes, seed })
  const identity: RunIdentity = {
    supportgym: packageVersion(),
    env: envIds[0],
    config: TraceConfig.parse({
      reward,
      delivery,
      ...(options.scenarios === undefined ? {} : { scenarios: options.scenarios }),
      ...(faults === undefined ? {} : { faults }),
      ...(check ? { check } : {}),
      ...(tickets > 1 ? { tickets } : {}),
    }),
    seed,
    episodesPerPolicy: episodes,
    policies: players.policies.map(({ id }) => id),
    scenarios: Object.fromEntries(scenarios.map(scenario => [scenario.id, hashOf(scenario)])),
    companies: hashOf(catalogue.companies),
    personas: archetypes.map(({ id }) => id),
    personaPack: hashOf(pack),
    plan: hashOf(plan),
    ...(models === null ? {} : { spokenBy: models }),
    // What an endpoint answered is paid for: whatever is whole is kept at once.
    chunkLength: players.isAsync ? 1 : chunkLengthOf(episodes),
  }
  const configHash = configHashOf(identity)
  const chunks = chunkCountOf(episodes, identity.chunkLength)
  return { id: configHash.slice(0, 6), configHash, identity, players, plan, chunks }
}
