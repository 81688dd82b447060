import type { Speaker, Understand, UnderstandAsync, Word, WordAsync } from '../../language/speech.ts'
import type { Action } from '../../world/actions.ts'
import type { CustomerMessage } from '../../world/acts.ts'
import type { Fact } from '../../world/world.ts'
import type { Observation } from '../observation.ts'

/** Who turns the agent's words into acts and the customer's acts into words: rules, or a model. */
export interface Speech {
  readonly understand: Understand | UnderstandAsync
  readonly word: Word | WordAsync
}

/** An observation with the customer's messages in words, and the words that are new in it. */
export interface Worded {
  readonly seen: Observation
  readonly heard: readonly string[]
}

/** An episode's speech: what was said stays said. */
export interface Spoken {
  worded(observation: Observation): Worded | Promise<Worded>
  /** A reply that is words alone gets the acts that are heard in them; any other action is as it is. */
  meant(action: Action | number): Action | number | Promise<Action | number>
}

/** Speech for an episode under way. */
export function spoken(env: { speaker(): Speaker }, { understand, word }: Speech): Spoken {
  let said: readonly { readonly message: CustomerMessage; readonly text: string }[] = []

  return {
    async worded(observation) {
      const { transcript } = observation
      const messages = transcript.flatMap(fact => (fact.from === 'customer' ? [fact.message] : []))
      // A transcript that does not go on from what was said is another ticket's.
      if (said.some(({ message }, index) => messages[index] !== message)) said = []
      const known = said.length
      const voice = messages.length > known ? env.speaker().voice : null
      for (const message of messages.slice(known)) {
        const before = said.map(({ text }) => text)
        said = [...said, { message, text: await word({ message, voice: voice!, before }) }]
      }
      const texts = said.map(({ text }) => text)
      return { seen: withTexts(observation, texts), heard: texts.slice(known) }
    },
    async meant(action) {
      if (typeof action === 'number' || action.type !== 'reply') return action
      if (action.acts.length > 0 || action.text === undefined) return action
      const { acts } = await understand(action.text, env.speaker().hearing)
      return { ...action, acts: acts.map(({ act }) => act) }
    },
  }
}

/** The observation with these texts on the customer's messages; what is lazy stays so. */
function withTexts(observation: Observation, texts: readonly string[]): Observation {
  let index = 0
  const transcript = observation.transcript.map((fact): Fact => {
    if (fact.from !== 'customer') return fact
    const text = texts[index]!
    index += 1
    return { ...fact, message: { ...fact.message, text } }
  })
  const last = transcript.findLast(fact => fact.from === 'customer')
  const message = observation.message === null ? null : (last?.message ?? null)
  const worded = Object.defineProperties({}, Object.getOwnPropertyDescriptors(observation)) as Observation
  return Object.defineProperties(worded, {
    transcript: { value: transcript, enumerable: true },
    message: { value: message, enumerable: true },
  })
}
