import type { Speaker } from '../language/speech.ts'
import { voiceOf } from '../language/voice.ts'
import { identityOf } from '../personas/index.ts'
import type { Topic } from '../world/acts.ts'
import type { World } from '../world/world.ts'
import { customerBefore } from './returning.ts'
import { templateOf } from './scene.ts'
import { fileOf } from './series.ts'
import type { Setting } from './setting.ts'

/** How the customer speaks, and what they have in mind when they listen. */
export function speakerOf(world: World, setting: Setting): Speaker {
  const { hidden, record } = world.tickets[0]!
  const { persona, contacts } = customerBefore(world, setting)
  const { seed, customer } = fileOf(world).identity
  const { articles, generalTopics } = templateOf(world, setting)
  const topics = articles.flatMap(({ problems }) => problems.map(({ topic }) => topic))
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
      topics: [...new Set<Topic>([...topics, ...generalTopics])],
    },
  }
}
