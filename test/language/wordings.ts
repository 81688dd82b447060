import type { Voice, Wording } from '../../src/language/speech.ts'
import type { CustomerMessage } from '../../src/world/acts.ts'

const voice: Voice = {
  seed: 1,
  politeness: 0.5,
  verbosity: 0.5,
  assertiveness: 0.5,
  tech: 0.5,
  fluency: 0.9,
  typing: 'careful',
  channel: 'chat',
  name: 'Ada Lovelace',
  contacts: 0,
  comesBack: false,
}

const message: CustomerMessage = {
  atMs: 0,
  acts: ['complain'],
  complaint: 'charged-twice',
  disclosed: {},
  tone: 'neutral',
  words: 10,
  shouting: false,
}

/** A message of a calm customer who was charged twice, apart from what is given. */
export function wording({
  before = [],
  voice: ownVoice = {},
  ...own
}: Partial<CustomerMessage> & {
  readonly before?: readonly string[]
  readonly voice?: Partial<Voice>
}): Wording {
  return { message: { ...message, ...own }, voice: { ...voice, ...ownVoice }, before }
}
