import type { Speaker } from '../language/speech.ts'
import { voiceOf } from '../language/voice.ts'
import { identityOf } from '../personas/index.ts'
import type { Catalogue } from '../scenarios/index.ts'
import type { Complaint, Topic } from '../world/acts.ts'
import type { World } from '../world/world.ts'
import { customerBefore } from './returning.ts'
import { fileOf } from './series.ts'
import type { Setting } from './setting.ts'

/** How the customer speaks, and what they have in mind when they listen. */
export function speakerOf(world: World, setting: Setting): Speaker {
  const { hidden, record } = world.tickets[0]!
  const { persona, contacts } = customerBefore(world, setting)
  const { seed, customer } = fileOf(world).identity
  return {
    voice: voiceOf(persona, {
      seed: world.seed,
      channel: record.channel,
      name: identityOf(seed, customer).name,
      contacts,
      comesBack: hidden.past.comesBack,
    }),
    hearing: {
      nowMs: world.clock.nowMs,
      complaint: record.complaint,
      topics: topicsOn(record.complaint, setting.catalogue),
    },
  }
}

const known = new WeakMap<Catalogue, Map<Complaint, readonly Topic[]>>()

/**
 * What somebody with this complaint expects to be told: whatever is behind it in any case there is, and what their
 * company's articles and terms speak of. The case at hand is in nothing of it.
 */
function topicsOn(complaint: Complaint, catalogue: Catalogue): readonly Topic[] {
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
