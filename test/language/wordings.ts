import type { Voice, Wording } from '../../src/language/speech.ts'
import type { CustomerMessage } from '../../src/world/acts.ts'
import { plainVoice } from './messages.ts'

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
  return { message: { ...message, ...own }, voice: { ...plainVoice, ...ownVoice }, before }
}
