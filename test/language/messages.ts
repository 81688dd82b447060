import { expect } from 'vitest'
import { uniform } from '../../src/core/random.ts'
import type { Voice, Word, Wording } from '../../src/language/speech.ts'
import { voiceOf } from '../../src/language/voice.ts'
import { makeEnv } from '../../src/make.ts'
import { choosePersona, identityOf, typingStyles } from '../../src/personas/index.ts'
import { policyNamed } from '../../src/reference/index.ts'
import { loadCast, loadCustomerModel } from '../../src/scenarios/index.ts'
import {
  type CustomerMessage,
  complaints,
  customerActs,
  noticed,
  type Slot,
  slots,
  tones,
  UNSURE,
} from '../../src/world/acts.ts'

/** A message of an episode and how it was worded. */
export interface Worded {
  readonly given: Wording
  readonly text: string
}

/** The customer's messages of one episode, as the playbook brings them about in the default pack, worded in turn. */
export function episode(word: Word, seed: number): readonly Worded[] {
  const env = makeEnv('billing-support-v4')
  const policy = policyNamed('playbook').make(seed)
  let { observation, info } = env.reset({ seed })
  for (let done = false; !done; ) {
    const step = env.step(policy.act(observation, info).action)
    ;({ observation, info } = step)
    done = step.terminated || step.truncated
  }
  const persona = choosePersona(loadCast(), seed, {
    asked: undefined,
    excluded: [],
    model: loadCustomerModel(),
  })
  const voice = voiceOf(persona, {
    seed,
    channel: observation.channel,
    name: identityOf(seed, 0).name,
    contacts: seed % 3,
    comesBack: seed % 6 === 1,
  })
  const messages = observation.transcript.flatMap(fact => (fact.from === 'customer' ? [fact.message] : []))
  expect(messages.length, `seed ${seed}`).toBeGreaterThan(0)
  return inTurn(word, voice, messages)
}

/** Words messages one after the other, each with those before it. */
export function inTurn(word: Word, voice: Voice, messages: readonly CustomerMessage[]): readonly Worded[] {
  const worded: Worded[] = []
  for (const message of messages) {
    const given = { message, voice, before: worded.map(({ text }) => text) }
    worded.push({ given, text: word(given) })
  }
  return worded
}

export const plainVoice: Voice = {
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

export const plainMessage: CustomerMessage = {
  atMs: 0,
  acts: ['complain'],
  complaint: 'charged-twice',
  disclosed: {},
  tone: 'neutral',
  words: 20,
  shouting: false,
}

/** Values that a slot can hold, of every kind that phrases tell apart. */
const values: Readonly<Record<Slot, readonly (string | number)[]>> = {
  amount: [4900, 123456],
  date: ['a week ago', 'since this morning', 'next month'],
  last4: ['4242'],
  email: ['ada.lovelace@example.com'],
  goal: [
    'leave',
    'solo-monthly',
    'single-sign-on',
    'to get in today',
    'that it works again',
    'my money back',
  ],
  seats: [0, 1, 4],
  code: ['SPRING25'],
  symptom: [...noticed.symptom, UNSURE, 'a blue screen'],
  onset: [...noticed.onset, UNSURE, 'at night'],
}

/** The n-th of a series of given messages that covers everything a guard can ask about. */
export function anyGiven(n: number): Wording {
  const draw = (ordinal: number): number => uniform(n, 7, ordinal)
  const oneOf = <Value>(all: readonly Value[], ordinal: number): Value =>
    all[Math.floor(draw(ordinal) * all.length)]!
  const slot = slots[n % slots.length]!
  const tells = draw(0) < 0.3
  const acts = customerActs.filter((_, index) => draw(20 + index) < (index === 0 ? 0.4 : 0.16))
  return {
    message: {
      atMs: 0,
      acts: tells
        ? ['answer', ...acts.filter(act => act !== 'answer')]
        : acts.length > 0
          ? acts
          : ['question'],
      complaint: complaints[n % complaints.length]!,
      disclosed: tells ? { [slot]: oneOf(values[slot], 1) } : {},
      tone: oneOf(tones, 2),
      words: Math.ceil(40 * draw(3) ** 1.5),
      shouting: draw(4) < 0.05,
    },
    voice: {
      seed: n,
      politeness: draw(5),
      verbosity: draw(6),
      assertiveness: draw(7),
      tech: draw(8),
      fluency: draw(9),
      typing: oneOf(typingStyles, 10),
      channel: oneOf(['chat', 'email', 'phone'] as const, 11),
      name: identityOf(n % 50, 0).name,
      contacts: Math.floor(2 * draw(12)),
      comesBack: draw(13) < 0.3,
    },
    before: Array.from({ length: oneOf([0, 0, 0, 2, 5], 14) }, (_, index) => `message ${'abcde'[index]}`),
  }
}

export function wordsIn(text: string): number {
  return text.split(/\s+/).filter(word => word !== '').length
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1]!
}
