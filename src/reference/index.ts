import { unknownName } from '../core/suggest.ts'
import { type PolicyEntry, policies } from '../policies/index.ts'
import { type Catalogue, loadCatalogue } from '../scenarios/index.ts'
import { beliefPolicy } from './policy.ts'

export { type Evidence, evidenceIn, posterior } from './belief.ts'
export { type Hypothesis, hypothesesOn } from './hypotheses.ts'
export { type Move, planner } from './plan.ts'
export { beliefPolicy } from './policy.ts'

const known = new WeakMap<Catalogue, readonly PolicyEntry[]>()

/**
 * Policies that know the tables of a catalogue, of the scenarios that ship unless another is given: upper bounds on its
 * cases to compare with, never agents to deploy.
 */
export function referencePolicies(catalogue: Catalogue = loadCatalogue()): readonly PolicyEntry[] {
  const made = known.get(catalogue) ?? [beliefPolicy(catalogue)]
  known.set(catalogue, made)
  return made
}

/**
 * The policy of this name, of those that ship or of the references on a catalogue. Throws `unknown_id`, with the nearest
 * name.
 */
export function policyNamed(id: string, catalogue?: Catalogue): PolicyEntry {
  const shipped = policies.find(policy => policy.id === id)
  if (shipped !== undefined) return shipped
  const all = [...policies, ...referencePolicies(catalogue)]
  const found = all.find(policy => policy.id === id)
  if (found !== undefined) return found
  throw unknownName(
    'policy',
    id,
    all.map(policy => policy.id),
  )
}
