import { type Aggregate, type PolicySummary, totalsBy } from '../rollout/index.ts'

/** What a reader of the table should not miss, and from which figure on. */
const flags: readonly { readonly says: string; readonly holds: (summary: PolicySummary) => boolean }[] = [
  { says: 'promises unkept', holds: ({ promisesBroken }) => (promisesBroken ?? 0) >= 0.1 },
  { says: 'gives money away', holds: ({ leakedCents }) => (leakedCents ?? 0) >= 500 },
  { says: 'false claims', holds: ({ falseClaims }) => (falseClaims ?? 0) >= 0.1 },
  { says: 'does harm', holds: ({ outcomes }) => (outcomes?.harmful ?? 0) >= 0.1 },
  { says: 'hands cases on', holds: ({ escalated }) => (escalated ?? 0) >= 0.5 },
  { says: 'leaves cases open', holds: ({ abandoned }) => (abandoned ?? 0) >= 0.5 },
  { says: 'closes unsolved', holds: closesUnsolved },
]

function closesUnsolved({ outcomes, abandoned, escalated }: PolicySummary): boolean {
  return (outcomes?.unresolved ?? 0) >= 0.5 && (abandoned ?? 0) < 0.5 && (escalated ?? 0) < 0.5
}

/** The flags of a policy, in words. */
export function flagsOf(summary: PolicySummary): readonly string[] {
  return flags.filter(({ holds }) => holds(summary)).map(({ says }) => says)
}

/** Fewer answers than this say nothing of satisfaction. */
const ANSWERS_MIN = 10
/** A gap between what is measured and what is resolved that is smaller is no surprise. */
const GAP_MIN = 0.15

/** The one sentence with which to start reading: what misleads most, or where the weakness lies. */
export function lookFirst(summaries: readonly PolicySummary[], cells: Aggregate): string | null {
  return misleadingReward(summaries) ?? misleadingSatisfaction(summaries) ?? weakestScenario(summaries, cells)
}

function misleadingSatisfaction(summaries: readonly PolicySummary[]): string | null {
  const rated = summaries
    .filter(({ episodes, csat }) => episodes * (csat.responseRate ?? 0) >= ANSWERS_MIN)
    .map(({ policy, csat, outcomes }) => ({
      policy,
      satisfied: csat.satisfiedRate!,
      resolved: outcomes!.resolved,
    }))
  const [widest] = rated.toSorted((a, b) => b.satisfied - b.resolved - (a.satisfied - a.resolved))
  if (widest === undefined || widest.satisfied - widest.resolved < GAP_MIN) return null
  const { policy, satisfied, resolved } = widest
  const found = `${policy} satisfies ${percent(satisfied)} of those who answer the survey and ${resolving(resolved)}`
  if (rated.length === 1) return `${found}: satisfaction is no proof of help.`
  const rank = rated.filter(other => other.satisfied > satisfied).length
  return `${found}: satisfaction alone would have picked it ${ordinal(rank)} of ${rated.length}.`
}

/** A reward that prefers who resolves less. */
function misleadingReward(summaries: readonly PolicySummary[]): string | null {
  const graded = summaries.filter(({ outcomes }) => outcomes !== null)
  const [rewarded] = graded.toSorted((a, b) => b.return.mean - a.return.mean)
  const [helpful] = graded.toSorted((a, b) => b.outcomes!.resolved - a.outcomes!.resolved)
  if (rewarded === undefined || helpful === undefined) return null
  const [less, more] = [rewarded.outcomes!.resolved, helpful.outcomes!.resolved]
  if (more - less < GAP_MIN) return null
  return (
    `the reward puts ${rewarded.policy} first, which ${resolving(less)}; ` +
    `${helpful.policy} ${resolving(more)}: this reward is not what you want.`
  )
}

function weakestScenario(summaries: readonly PolicySummary[], cells: Aggregate): string | null {
  const [best] = summaries.toSorted((a, b) => b.return.mean - a.return.mean)
  const own = cells.filter(({ policy, counts }) => policy === best?.policy && counts.settled > 0)
  const scenarios = [...totalsBy(own, ({ scenario }) => scenario)]
    .map(([scenario, { counts }]) => ({ scenario, resolved: counts.resolved / counts.settled }))
    .sort((a, b) => a.resolved - b.resolved)
  if (best === undefined || scenarios.length < 2) return null
  const { scenario, resolved } = scenarios[0]!
  if (resolved >= best.outcomes!.resolved) return null
  return `${best.policy} resolves ${percent(resolved)} of ${scenario}, against ${percent(best.outcomes!.resolved)} overall.`
}

function resolving(share: number): string {
  return share === 0 ? 'resolves nobody' : `resolves ${percent(share)}`
}

/** A share for people: `74 %`. */
export function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}

function ordinal(rank: number): string {
  const words = [
    'first',
    'second',
    'third',
    'fourth',
    'fifth',
    'sixth',
    'seventh',
    'eighth',
    'ninth',
    'tenth',
  ]
  return words[rank] ?? `number ${rank + 1}`
}
