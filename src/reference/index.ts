import { unknownName } from '../core/suggest.ts'
import { type PolicyEntry, policies } from '../policies/index.ts'
import { loadCatalogue } from '../scenarios/index.ts'
import { beliefPolicy } from './policy.ts'

export { type Evidence, evidenceIn, posterior } from './belief.ts'
export { type Hypothesis, hypothesesOn } from './hypotheses.ts'
export { type Move, planner } from './plan.ts'
export { beliefPolicy } from './policy.ts'

let belief: PolicyEntry | null = null

/** Policies that know the tables of the scenarios that ship: upper bounds to compare with, never agents to deploy. */
export function referencePolicies(): readonly PolicyEntry[] {
  belief ??= beliefPolicy(loadCatalogue())
  return [belief]
}

/** The policy of this name, of those that ship or of the references. Throws `unknown_id`, with the nearest name. */
export function policyNamed(id: string): PolicyEntry {
  const shipped = policies.find(policy => policy.id === id)
  if (shipped !== undefined) return shipped
  const known = [...policies, ...referencePolicies()]
  const found = known.find(policy => policy.id === id)
  if (found !== undefined) return found
  throw unknownName(
    'policy',
    id,
    known.map(policy => policy.id),
  )
}
