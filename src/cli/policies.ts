import { SupportGymError } from '../core/errors.ts'
import { type AsyncPolicyEntry, llmPolicy, type PolicyEntry, policies as shipped } from '../policies/index.ts'
import { referencePolicies } from '../reference/index.ts'
import type { Catalogue } from '../scenarios/index.ts'
import { endpointsFor, type ModelOptions, modelFlags, type Speaking, speakingBy } from './model.ts'
import { chosen } from './options.ts'

/** The options of `run` that say who plays. */
export interface PolicyOptions extends ModelOptions {
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
    }

const LLM = 'llm'

/** The policies that were named, in their order; all that ship when none was. Throws `unknown_id`, `invalid_config`. */
export function chosenPolicies(options: PolicyOptions, catalogue: Catalogue): Chosen {
  const { policy: ids, model } = options
  if (ids?.includes(LLM) !== true) {
    const [flag] = modelFlags(options)
    if (flag !== undefined) throw wrong(`${flag} is for the LLM policy: add --policy llm.`)
    return {
      isAsync: false,
      policies: ids === undefined ? shipped : chosen('policy', byName(catalogue), ids),
    }
  }
  if (model === undefined) throw wrong('--policy llm needs a model: add --model <name>.')
  const endpointOf = endpointsFor(options)
  const entry = llmPolicy(endpointOf(model))
  const known = [...byName(catalogue).map(each => ({ id: each.id, entry: each })), { id: LLM, entry }]
  return {
    isAsync: true,
    policies: chosen('policy', known, ids).map(each => each.entry),
    atOnce: options.atOnce ?? 1,
    speaking: () => speakingBy(options, endpointOf),
  }
}

/** References are played when they are asked for: they know more than an agent could. */
function byName(catalogue: Catalogue): readonly PolicyEntry[] {
  return [...shipped, ...referencePolicies(catalogue)]
}

function wrong(message: string): SupportGymError {
  return new SupportGymError('invalid_config', message)
}
