import { describe, expect, it } from 'vitest'
import { voiceOf } from '../../src/language/voice.ts'
import { makeEnv, seedPersonaPack } from '../../src/make.ts'
import { Archetype, choosePersona, Persona, typingStyles } from '../../src/personas/index.ts'
import { loadCast, loadCustomerModel } from '../../src/scenarios/index.ts'
import { sourcesUnder } from '../house/source.ts'

const model = loadCustomerModel()
const onTicket = { seed: 5, channel: 'email', name: 'Ada Lovelace', contacts: 2, comesBack: true } as const
const drawn = (asked: string, seed: number): Persona =>
  choosePersona(loadCast(), seed, { asked, excluded: [], model })

describe('a voice', () => {
  it('has the traits of its persona, and what the ticket says of it', () => {
    const persona = drawn('older-careful', 3)
    const { politeness, verbosity, assertiveness, tech } = persona.traits
    const voice = voiceOf(persona, onTicket)
    expect(voice).toMatchObject({
      politeness,
      verbosity,
      assertiveness,
      tech,
      fluency: 0.9,
      typing: 'careful',
    })
    expect(voice).toMatchObject({ channel: 'email', name: 'Ada Lovelace', contacts: 2, comesBack: true })
    expect(voice.seed).not.toBe(onTicket.seed)
    expect(voiceOf(persona, onTicket)).toEqual(voice)
    expect(voiceOf(persona, { ...onTicket, seed: 6 }).seed).not.toBe(voice.seed)
  })

  it('is that of a fluent, casual writer where a pack of old says nothing of it', () => {
    const { fluency, typing, ...old } = drawn('non-native-speaker', 3)
    expect([fluency, typing]).not.toContain(undefined)
    expect(voiceOf(Persona.parse(old), onTicket)).toMatchObject({ fluency: 0.9, typing: 'casual' })
  })

  it('types as its archetype does, by share where there are several ways', () => {
    const counts = Object.fromEntries(typingStyles.map(style => [style, 0])) as Record<string, number>
    for (let seed = 0; seed < 2_000; seed++) counts[drawn('venter', seed).typing!]! += 1
    expect(counts.careful).toBe(0)
    expect(counts.casual! / 2_000).toBeCloseTo(0.3, 1)
    expect(drawn('non-native-speaker', 1).fluency).toBe(0.35)
  })

  it('is for whoever words the messages of an env, and moves nothing in it', () => {
    const env = makeEnv('billing-support-v4')
    env.reset({ seed: 11, options: { scenario: 'duplicate-charge-v1', persona: 'venter' } })
    const before = env.stateHash()
    const { voice } = env.speaker()
    expect(voice).toEqual(
      voiceOf(drawn('venter', 11), {
        ...{ seed: 11, channel: env.observe().channel, contacts: 0, comesBack: false },
        name: env.step({ type: 'lookup_customer' }).observation.customer!.name,
      }),
    )
    env.reset({ seed: 11, options: { scenario: 'duplicate-charge-v1', persona: 'venter' } })
    expect(env.stateHash()).toBe(before)
  })

  it('comes with seeded personas too', () => {
    const { personas } = seedPersonaPack({ archetypes: loadArchetypes(), n: 20, seed: 1 })
    for (const persona of personas) {
      expect(typingStyles).toContain(persona.typing)
      expect(persona.fluency).toBe(0.5)
    }
  })

  it('needs two styles or more where it is given by share', () => {
    expect(Archetype.safeParse({ id: 'one', share: 1, traits: {}, typing: { hasty: 1 } }).success).toBe(false)
    expect(Archetype.parse({ id: 'one', share: 1, traits: {} })).toMatchObject({
      fluency: 0.9,
      typing: 'casual',
    })
  })
})

function loadArchetypes() {
  return [{ id: 'mine', share: 1, traits: {}, fluency: 0.5, typing: { careful: 1, hasty: 1 } as const }]
}

describe('the wording', () => {
  it('reads no file before somebody asks for it', () => {
    const atTheTop = sourcesUnder('src/language/wording').filter(({ text }) =>
      /^(?:const|let|export const) .*(?:readGrammar|parseFile|yamlFiles|loadWording)\(/m.test(text),
    )
    expect(atTheTop).toEqual([])
  })
})
