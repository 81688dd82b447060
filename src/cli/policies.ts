import { SupportGymError } from '../core/errors.ts'
import type { EndpointOptions } from '../llm/index.ts'
import { type AsyncPolicyEntry, llmPolicy, type PolicyEntry, policies as shipped } from '../policies/index.ts'
import { referencePolicies } from '../reference/index.ts'
import type { Catalogue } from '../scenarios/index.ts'
import { endpointsFor, type ModelOptions, modelFlags, type Speaking, speakingBy } from './model.ts'
import { chosen } from './options.ts'

/** The options of `run` that say who plays. */
export interface PolicyOptions extends ModelOptions {
  readonly billingPort?: number
  readonly policy?: readonly string[]
}

/** The policies of a run: those of a world of their own speed, or with a model among them that takes its time. */
export type Chosen =
  | { readonly isAsync: false; readonly policies: readonly PolicyEntry[] }
  | {
      readonly isAsync: true
      readonly policies: readonly AsyncPolicyEntry[]
      /** Episodes at once. */
      readonly atOnce: number
      /** Loaded when it is played. */
      speaking(): Promise<Speaking>
      /** Ends what was opened for them. */
      close(): Promise<void>
    }

const LLM = 'llm'
const BLACK_BOX = 'blackbox'

/** The policies that were named, in their order; all that ship when none was. Throws `unknown_id`, `invalid_config`. */
export async function chosenPolicies(options: PolicyOptions, catalogue: Catalogue): Promise<Chosen> {
  const { policy: ids } = options
  if (ids?.includes(LLM) !== true && ids?.includes(BLACK_BOX) !== true) {
    const [flag] = modelFlags(options)
    if (flag !== undefined) {
      throw wrong(`${flag} is for agents behind an endpoint: add --policy ${LLM} or --policy ${BLACK_BOX}.`)
    }
    return {
      isAsync: false,
      policies: ids === undefined ? shipped : chosen('policy', byName(catalogue), ids),
    }
  }
  if (options.model === undefined) {
    throw wrong('An agent behind an endpoint needs a model: add --model <name>.')
  }
  // A wrong name is told before anything is opened.
  const names = [...byName(catalogue), { id: LLM }, { id: BLACK_BOX }]
  chosen('policy', names, ids)
  const endpointOf = endpointsFor(options)
  const named = await endpointPolicies({ ...options, ids, model: options.model }, endpointOf)
  const known = [...byName(catalogue).map(entry => ({ id: entry.id, entry })), ...named.entries]
  return {
    isAsync: true,
    policies: chosen('policy', known, ids).map(({ entry }) => entry),
    atOnce: options.atOnce ?? 1,
    speaking: () => speakingBy(options, endpointOf),
    close: named.close,
  }
}

/** The agents behind endpoints that were named, by the names they are asked for. */
async function endpointPolicies(
  {
    ids,
    model,
    baseUrl,
    billingPort,
    atOnce = 1,
    record,
    replay,
  }: PolicyOptions & { readonly ids: readonly string[]; readonly model: string },
  endpointOf: (model: string) => EndpointOptions,
): Promise<{
  readonly entries: readonly { readonly id: string; readonly entry: AsyncPolicyEntry }[]
  close(): Promise<void>
}> {
  const llm = ids.includes(LLM) ? [{ id: LLM, entry: llmPolicy(endpointOf(model)) }] : []
  if (!ids.includes(BLACK_BOX)) {
    if (billingPort !== undefined) throw wrong(`--billing-port is for --policy ${BLACK_BOX}.`)
    return { entries: llm, close: async () => {} }
  }
  if (baseUrl === undefined)
    throw wrong(`--policy ${BLACK_BOX} needs the agent's address: add --base-url <url>.`)
  if (atOnce > 1) throw wrong(`--policy ${BLACK_BOX} plays one episode at a time: drop --at-once.`)
  if (record !== undefined || replay !== undefined) {
    throw wrong(
      `--policy ${BLACK_BOX} does its work while it answers, which no recording does: drop --record and --replay.`,
    )
  }
  const { blackBoxAgent } = await import('../server/blackBox/index.ts')
  const agent = await blackBoxAgent({
    ...endpointOf(model),
    baseURL: baseUrl,
    ...(billingPort === undefined ? {} : { billingPort }),
  })
  return { entries: [...llm, { id: BLACK_BOX, entry: agent }], close: () => agent.close() }
}

/** References are played when they are asked for: they know more than an agent could. */
function byName(catalogue: Catalogue): readonly PolicyEntry[] {
  return [...shipped, ...referencePolicies(catalogue)]
}

function wrong(message: string): SupportGymError {
  return new SupportGymError('invalid_config', message)
}
