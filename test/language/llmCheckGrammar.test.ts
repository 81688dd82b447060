import { describe, expect, it } from 'vitest'
import { faultsIn } from '../../src/language/llm/index.ts'
import type { Voice, Wording } from '../../src/language/speech.ts'
import { loadWording } from '../../src/language/wording/index.ts'
import { makeEnv } from '../../src/make.ts'
import { policyNamed } from '../../src/reference/index.ts'

const EPISODES = 400

/** The customer's messages of an episode as the playbook brings them about, worded offline, in every way of typing. */
function episode(seed: number): readonly { readonly given: Wording; readonly text: string }[] {
  const word = loadWording()
  const env = makeEnv('billing-support-v4')
  const policy = policyNamed('playbook').make(seed)
  let { observation, info } = env.reset({ seed })
  const voice: Voice = {
    ...env.speaker().voice,
    typing: (['careful', 'casual', 'hasty'] as const)[seed % 3]!,
    fluency: [0.95, 0.8, 0.5][Math.floor(seed / 3) % 3]!,
  }
  for (let done = false; !done; ) {
    const step = env.step(policy.act(observation, info).action)
    ;({ observation, info } = step)
    done = step.terminated || step.truncated
  }
  const messages = observation.transcript.flatMap(fact => (fact.from === 'customer' ? [fact.message] : []))
  const said: { readonly given: Wording; readonly text: string }[] = []
  for (const message of messages) {
    const given = { message, voice, before: said.map(({ text }) => text) }
    said.push({ given, text: word(given) })
  }
  return said
}

describe('the check of what a model words', () => {
  const all = Array.from({ length: EPISODES }, (_, seed) => episode(50_000 + seed)).flat()

  it('lets through what the offline grammar says: 98 of 100 messages, slips of the hand included', () => {
    const rejected = all.filter(({ given, text }) => faultsIn(text, given).length > 0)
    expect(all.length).toBeGreaterThan(3 * EPISODES)
    expect(rejected.length / all.length).toBeLessThan(0.02)
  })

  it('rejects most of it where another message was meant, and whatever lacks a fact', () => {
    const swapped = all.map(({ given }, index) => ({ given, text: all[(index + 137) % all.length]!.text }))
    const caught = swapped.filter(({ given, text }) => faultsIn(text, given).length > 0)
    expect(caught.length / all.length).toBeGreaterThan(0.75)
    const telling = swapped.filter(({ given, text }) => lacks(given, text))
    expect(telling.length).toBeGreaterThan(20)
    for (const { given, text } of telling) {
      expect(faultsIn(text, given).map(({ reason }) => reason)).toContain('fact-missing')
    }
  })
})

/** Whether a message tells a text that is nowhere in these words. */
function lacks({ message: { disclosed } }: Wording, text: string): boolean {
  const { symptom: _symptom, onset: _onset, seats: _seats, amount: _amount, ...verbatim } = disclosed
  const values = Object.values(verbatim).map(value => String(value).toLowerCase())
  return values.some(value => !text.toLowerCase().includes(value))
}
