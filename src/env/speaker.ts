import type { Speaker } from '../language/speech.ts'
import { voiceOf } from '../language/voice.ts'
import { identityOf } from '../personas/index.ts'
import { topicsExpected } from '../scenarios/index.ts'
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
      topics: topicsExpected(setting.catalogue, record.complaint),
    },
  }
}
