import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeEnv, type Persona, policyNamed, SupportGymError, seedPersonaPack } from '../../src/index.ts'
import { loadCast, loadPersonaPack } from '../../src/scenarios/index.ts'

const { archetypes } = loadPersonaPack()
const ENV = 'billing-support-v4'

function messageOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof SupportGymError) return `${error.code}: ${error.message}`
    throw error
  }
  return 'nothing was thrown'
}

function fileWith(text: string, name = 'pack.yaml'): string {
  const file = join(mkdtempSync(join(tmpdir(), 'supportgym-')), name)
  writeFileSync(file, text)
  return file
}

function countOf(personas: readonly Persona[], archetype: string): number {
  return personas.filter(persona => persona.archetype === archetype).length
}

describe('the starting pack', () => {
  it('has twenty archetypes whose shares add to 100', () => {
    expect(archetypes).toHaveLength(20)
    expect(archetypes.reduce((sum, { share }) => sum + share, 0)).toBe(100)
  })
})

describe('a seeded pack', () => {
  const pack = seedPersonaPack({ archetypes, n: 4_000, seed: 7 })

  it('is the same bytes for the same seed, and others for another', () => {
    expect(JSON.stringify(seedPersonaPack({ archetypes, n: 4_000, seed: 7 }))).toBe(JSON.stringify(pack))
    expect(JSON.stringify(seedPersonaPack({ archetypes, n: 4_000, seed: 8 }).personas)).not.toBe(
      JSON.stringify(pack.personas),
    )
  })

  it('is the beginning of a larger one', () => {
    expect(seedPersonaPack({ archetypes, n: 20, seed: 7 }).personas).toEqual(pack.personas.slice(0, 20))
  })

  it('survives a file', () => {
    const small = seedPersonaPack({ archetypes, n: 100, seed: 7 })
    expect(loadCast(fileWith(JSON.stringify(small), 'pack.json'))).toEqual(small)
  })

  it.each(archetypes.map(({ id, share }) => ({ id, share })))(
    'has $share % of $id, give or take',
    ({ id, share }) => {
      const p = share / 100
      const deviation = Math.sqrt((p * (1 - p)) / pack.personas.length)
      expect(Math.abs(countOf(pack.personas, id) / pack.personas.length - p)).toBeLessThan(3.5 * deviation)
    },
  )

  it('has traits around the means of their archetype, and all of them different', () => {
    const patience = pack.personas
      .filter(({ archetype }) => archetype === 'easy-regular')
      .map(each => each.traits.patience)
    expect(patience.reduce((sum, each) => sum + each, 0) / patience.length).toBeCloseTo(0.8, 1)
    expect(new Set(patience).size).toBeGreaterThan(0.9 * patience.length)
  })

  it('carries identities only when asked for', () => {
    expect(pack.personas.some(persona => 'identity' in persona)).toBe(false)
    const { personas } = seedPersonaPack({ archetypes, n: 5, seed: 7, identities: true })
    expect(new Set(personas.map(({ identity }) => identity!.email)).size).toBe(5)
    expect(seedPersonaPack({ archetypes, n: 5, seed: 7, identities: true }).personas).toEqual(personas)
  })

  it('is refused for what does not fit, with the place', () => {
    expect(messageOf(() => seedPersonaPack({ archetypes, n: 0, seed: 7 }))).toMatch(
      /^invalid_config: seedPersonaPack: n: /,
    )
    expect(messageOf(() => seedPersonaPack({ archetypes, n: 3, seed: -1 }))).toMatch(/seed: /)
    expect(
      messageOf(() => seedPersonaPack({ archetypes: [{ ...archetypes[0]!, share: 0 }], n: 3, seed: 1 })),
    ).toMatch(/archetypes\.0\.share: /)
  })
})

describe('an env over a seeded pack', () => {
  const pack = seedPersonaPack({ archetypes, n: 40, seed: 11 })
  const env = makeEnv(ENV, { personas: pack })

  function play(options: { readonly persona?: string }, seed = 3): string {
    const policy = policyNamed('playbook').make(seed)
    let { observation, info } = env.reset({ seed, options })
    for (;;) {
      const step = env.step(policy.act(observation, info).action)
      if (step.terminated) return env.report().archetype
      ;({ observation, info } = step)
    }
  }

  it('meets exactly the persona asked for, with the traits in the pack', () => {
    const persona = pack.personas[5]!
    expect(play({ persona: persona.id })).toBe(persona.archetype)
    env.reset({ seed: 1, options: { persona: persona.id } })
    expect(env.snapshot().world.tickets[0]!.traits).toEqual({
      archetype: persona.archetype,
      ...persona.traits,
    })
  })

  it('meets somebody of the pack when nobody is asked for, and different ones under different seeds', () => {
    const met = Array.from({ length: 30 }, (_, seed) => {
      env.reset({ seed })
      return JSON.stringify(env.snapshot().world.tickets[0]!.traits)
    })
    const known = pack.personas.map(({ archetype, traits }) => JSON.stringify({ archetype, ...traits }))
    for (const traits of met) expect(known).toContain(traits)
    expect(new Set(met).size).toBeGreaterThan(10)
  })

  it('names what is there when the persona is not', () => {
    expect(messageOf(() => env.reset({ seed: 1, options: { persona: 'vener' } }))).toMatch(
      /^unknown_id: .*vener/,
    )
  })
})

describe("a user's own archetypes", () => {
  const own =
    'id: mine\narchetypes:\n  - id: night-owl\n    share: 1\n    traits: { patience: 0.9 }\n    opensWith: [threaten]\n'

  it('are read from a file, with the defaults for what they leave out, and met', () => {
    const env = makeEnv(ENV, { personas: fileWith(own) })
    const { observation } = env.reset({ seed: 4 })
    const { traits } = env.snapshot().world.tickets[0]!
    expect(traits.archetype).toBe('night-owl')
    expect(traits.honesty).toBe(0.97)
    expect(observation.message!.acts).toContain('threaten')
  })

  it('are refused with file, path and what was expected', () => {
    const file = fileWith(own.replace('patience: 0.9', 'patience: high'))
    const message = messageOf(() => makeEnv(ENV, { personas: file }))
    expect(message).toContain(`invalid_data: ${file}: archetypes.0.traits.patience: `)
    expect(messageOf(() => makeEnv(ENV, { personas: fileWith('id: mine\n') }))).toMatch(
      /archetypes: .*expected array/i,
    )
    expect(messageOf(() => makeEnv(ENV, { personas: fileWith('- a\n- b\n') }))).toContain(
      'top level: expected a pack: { id, archetypes } or { id, seed, personas }',
    )
  })

  it('are refused inline with the path', () => {
    const pack = { id: 'mine', archetypes: [{ id: 'Night Owl', share: 1, traits: {} }] }
    expect(messageOf(() => makeEnv(ENV, { personas: pack }))).toContain(
      'invalid_config: makeEnv("billing-support-v4"): personas.archetypes.0.id: expected a name in kebab-case',
    )
  })

  it('a seeded pack with a trait out of bounds is refused as such', () => {
    const pack = seedPersonaPack({ archetypes, n: 1, seed: 1 })
    const [persona] = pack.personas
    const broken = { ...pack, personas: [{ ...persona!, traits: { ...persona!.traits, loyalty: 2 } }] }
    expect(messageOf(() => makeEnv(ENV, { personas: broken }))).toContain(
      'personas.personas.0.traits.loyalty: ',
    )
  })
})
