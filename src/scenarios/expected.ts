import type { Complaint, Topic } from '../world/acts.ts'
import type { Catalogue } from './catalogue.ts'

const known = new WeakMap<Catalogue, Map<Complaint, readonly Topic[]>>()

/**
 * What somebody with this complaint expects to be told: whatever is behind it in any case there is, and what their
 * company's articles and terms speak of. The case at hand is in nothing of it.
 */
export function topicsExpected(catalogue: Catalogue, complaint: Complaint): readonly Topic[] {
  const found = known.get(catalogue) ?? new Map<Complaint, readonly Topic[]>()
  known.set(catalogue, found)
  const topics = found.get(complaint) ?? expectedOn(complaint, catalogue)
  found.set(complaint, topics)
  return topics
}

function expectedOn(complaint: Complaint, { scenarios, companies }: Catalogue): readonly Topic[] {
  const behind = scenarios
    .filter(({ customer }) => customer.opening.complaint === complaint)
    .flatMap(({ causes }) => Object.values(causes).flatMap(({ explains }) => explains))
  const written = companies.flatMap(({ articles, generalTopics }) => [
    ...generalTopics,
    ...(articles[complaint] ?? []).flatMap(({ problems }) => problems.map(({ topic }) => topic)),
  ])
  return [...new Set<Topic>([...behind, ...written, 'refund-timing'])]
}
