import type { Env, Observation } from '../../env/index.ts'
import { type EnvConfig, makeEnv } from '../../make.ts'
import { type PolicyEntry, policies } from '../../policies/index.ts'
import { policyNamed } from '../../reference/index.ts'
import { probes } from './probes.ts'

/** What dropping one reward term does to the order of policies. */
export interface AblationRow {
  readonly term: string
  /** What the term adds to the playbook's return, on average. */
  readonly playbookTerm: number
  /** The policy that gains most on the playbook when the term is dropped. */
  readonly gains: string
  /** Its mean return less the playbook's, paired: with the term, and without it. */
  readonly marginWith: number
  readonly marginWithout: number
  /** Policies below the playbook that win back two thirds of their distance without the term: what it holds back. */
  readonly breaks: readonly string[]
}

export interface AblationOptions {
  readonly seeds: readonly number[]
  readonly reward?: EnvConfig['reward']
  readonly onEpisode?: (done: number, of: number, steps: number) => void
}

/**
 * Drops each term of a reward in turn, and looks who profits: the exploits that ship, and the playbook with one bad
 * habit each. A return is the sum of its terms, so one run serves all terms.
 */
export function ablateReward({
  seeds,
  reward = 'business',
  onEpisode,
}: AblationOptions): readonly AblationRow[] {
  const env = makeEnv('billing-support-v4', { reward })
  const playbook = policyNamed('playbook')
  const rivals = [...policies.filter(({ isExploit }) => isExploit), ...probes]
  const total = seeds.length * (rivals.length + 1)
  let done = 0
  const termsOf = (entry: PolicyEntry): Terms => {
    const sums: Record<string, number> = Object.fromEntries(env.rewardTerms.map(term => [term, 0]))
    for (const seed of seeds) {
      const steps = addEpisode(env, entry, { seed, sums })
      done += 1
      onEpisode?.(done, total, steps)
    }
    return Object.fromEntries(Object.entries(sums).map(([term, sum]) => [term, sum / seeds.length]))
  }
  const honest = termsOf(playbook)
  const others = rivals.map(entry => ({ id: entry.id, terms: termsOf(entry) }))
  return env.rewardTerms.map(term => rowOf(term, honest, others))
}

/** Distances below this are nobody's habit. */
const NOISE = 0.005

type Terms = Readonly<Record<string, number>>

function addEpisode(
  env: Env<Observation>,
  entry: PolicyEntry,
  { seed, sums }: { readonly seed: number; readonly sums: Record<string, number> },
): number {
  const policy = entry.make(seed)
  let steps = 0
  let { observation, info } = env.reset({ seed })
  for (let isDone = false; !isDone; ) {
    const step = env.step(policy.act(observation, info).action)
    steps += 1
    for (const [term, amount] of Object.entries(step.info.rewardTerms)) sums[term]! += amount
    ;({ observation, info } = step)
    isDone = step.terminated || step.truncated
  }
  return steps
}

function rowOf(term: string, honest: Terms, others: readonly { id: string; terms: Terms }[]): AblationRow {
  const margins = others.map(({ id, terms }) => {
    const marginWith = totalOf(terms) - totalOf(honest)
    return { id, marginWith, marginWithout: marginWith - (terms[term]! - honest[term]!) }
  })
  const gain = (margin: (typeof margins)[number]): number => margin.marginWithout - margin.marginWith
  const most = margins.reduce((top, next) => (gain(next) > gain(top) ? next : top))
  const breaks = margins.filter(
    ({ marginWith, marginWithout }) => marginWith < -NOISE && marginWithout > marginWith / 3,
  )
  return {
    term,
    playbookTerm: honest[term]!,
    gains: most.id,
    marginWith: most.marginWith,
    marginWithout: most.marginWithout,
    breaks: breaks.map(({ id }) => id),
  }
}

function totalOf(terms: Terms): number {
  return Object.values(terms).reduce((sum, amount) => sum + amount, 0)
}
