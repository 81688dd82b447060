import { SupportGymError } from '../core/errors.ts'
import { type AsyncPolicyEntry, llmPolicy, type PolicyEntry, policies as shipped } from '../policies/index.ts'
import { referencePolicies } from '../reference/index.ts'
import type { Catalogue } from '../scenarios/index.ts'
import { chosen } from './options.ts'

/** The options of `run` that say who plays. */
export interface PolicyOptions {
  readonly policy?: readonly string[]
  readonly model?: string
  readonly baseUrl?: string
}

/** The policies of a run: those of a world of their own speed, or with a model among them that takes its time. */
export type Chosen =
  | { readonly isAsync: false; readonly policies: readonly PolicyEntry[] }
  | { readonly isAsync: true; readonly policies: readonly AsyncPolicyEntry[] }

const LLM = 'llm'

/** The policies that were named, in their order; all that ship when none was. Throws `unknown_id`, `invalid_config`. */
export function chosenPolicies({ policy: ids, model, baseUrl }: PolicyOptions, catalogue: Catalogue): Chosen {
  if (ids?.includes(LLM) !== true) {
    if (model === undefined && baseUrl === undefined) {
      return {
        isAsync: false,
        policies: ids === undefined ? shipped : chosen('policy', byName(catalogue), ids),
      }
    }
    throw wrong('--model and --base-url are for the LLM policy: add --policy llm.')
  }
  if (model === undefined) throw wrong('--policy llm needs a model: add --model <name>.')
  const apiKey = process.env.OPENAI_API_KEY || undefined
  if (apiKey === undefined && baseUrl === undefined && process.env.OPENAI_BASE_URL === undefined) {
    throw wrong(
      '--policy llm needs an endpoint: set OPENAI_API_KEY, or add --base-url of a server without keys.',
    )
  }
  const entry = llmPolicy({
    model,
    ...(baseUrl === undefined ? {} : { baseURL: baseUrl }),
    ...(apiKey === undefined ? {} : { apiKey }),
  })
  const known = [...byName(catalogue).map(each => ({ id: each.id, entry: each })), { id: LLM, entry }]
  return { isAsync: true, policies: chosen('policy', known, ids).map(each => each.entry) }
}

/** References are played when they are asked for: they know more than an agent could. */
function byName(catalogue: Catalogue): readonly PolicyEntry[] {
  return [...shipped, ...referencePolicies(catalogue)]
}

function wrong(message: string): SupportGymError {
  return new SupportGymError('invalid_config', message)
}
