import { describe, expect, it } from 'vitest'
import {
  type CheckOptions,
  checkEnv,
  type Env,
  type EnvConfig,
  envChecks,
  makeEnv,
  type Observation,
  SupportGymError,
} from '../../src/index.ts'
import { loadCatalogue, loadPersonaPack } from '../../src/scenarios/index.ts'
import { breakages } from './breakages.ts'
import { stateAfter } from './customers.ts'

const scenarios = loadCatalogue().scenarios.map(({ id }) => id)
const archetypes = loadPersonaPack().archetypes.map(({ id }) => id)
const isFull = process.env.SUPPORTGYM_FULL === '1'

/** Long enough for the breakages, and no longer. */
const quick: CheckOptions = { seeds: [4], episodes: 1, stepsMax: 80 }

/** Checks and returns what all that fail have to say. */
function failuresOf(env: Env<unknown>, options: CheckOptions = {}): string[] {
  return checkEnv(env, { ...options, collect: true }).failures.map(({ message }) => message)
}

function envOn(face: 'typed' | 'float', config: EnvConfig): Env<unknown> {
  const id = 'billing-support-v4'
  return face === 'float' ? makeEnv(id, { ...config, observation: face }) : makeEnv(id, config)
}

describe('the shipped env keeps the contract', () => {
  const deliveries = ['settle', 'stream', 'deferred'] as const
  const faces = ['typed', 'float'] as const
  // Every scenario; each under one delivery, on one face and with one archetype, in turn, unless in full size.
  for (const [index, scenario] of scenarios.entries()) {
    const persona = archetypes[index % archetypes.length]!
    for (const delivery of isFull ? deliveries : [deliveries[index % deliveries.length]!]) {
      for (const face of isFull ? faces : [faces[index % faces.length]!]) {
        it(`in ${scenario} with ${persona}, delivered by ${delivery}, on the ${face} face`, () => {
          const given = { seeds: [index + 1], episodes: 1, options: { scenario, persona } }
          expect(failuresOf(envOn(face, { delivery }), given)).toEqual([])
        })
      }
    }
  }

  it.skipIf(!isFull).each(scenarios)('in %s with every archetype (full size)', scenario => {
    const failed = archetypes.flatMap((persona, index) =>
      failuresOf(makeEnv('billing-support-v4'), {
        seeds: [100 + index],
        episodes: 1,
        options: { scenario, persona },
      }).map(failure => `${persona}: ${failure}`),
    )
    expect(failed).toEqual([])
  })

  for (const tickets of [2, 3]) {
    for (const delivery of ['settle', 'stream'] as const) {
      for (const face of faces) {
        it(`over ${tickets} tickets of one customer, delivered by ${delivery}, on the ${face} face`, () => {
          const given = isFull ? { seeds: [8, 9], episodes: 2 } : { seeds: [8], episodes: 1 }
          expect(failuresOf(envOn(face, { tickets, delivery }), given)).toEqual([])
        })
      }
    }
  }

  it('with a customer who comes back', () => {
    const customer = stateAfter('close-early', 3)
    expect(failuresOf(makeEnv('billing-support-v4'), { seeds: [8], options: { customer } })).toEqual([])
  })

  it('when it truncates', () => {
    expect(failuresOf(makeEnv('billing-support-v4', { truncateAfterSteps: 4 }), { seeds: [5] })).toEqual([])
  })

  it.each(['sparse', 'shaped', 'naive'] as const)('under the reward %s, discounting over time', reward => {
    const env = makeEnv('billing-support-v4', { reward, discountPerDay: 0.1, gamma: 0.95 })
    expect(failuresOf(env, { seeds: [6] })).toEqual([])
  })
})

describe('checkEnv catches an env that breaks one rule', () => {
  for (const { name, about, breaks } of breakages) {
    it(`${name} notices that ${about}`, () => {
      const env = breaks(makeEnv('billing-support-v4'))
      const { failures } = checkEnv(env, { ...quick, collect: true })
      expect(failures.map(({ check }) => check)).toContain(name)
    })
  }

  it('for every check there is an env that fails it', () => {
    expect(new Set(breakages.map(({ name }) => name))).toEqual(new Set(envChecks.map(({ name }) => name)))
  })
})

describe('checkEnv reports', () => {
  const broken = (): Env<Observation> =>
    breakages.find(({ name }) => name === 'reward-stays-in-its-range')!.breaks(makeEnv('billing-support-v4'))

  it('the first failure as an error that names check, expectation, arrival, seed and remedy', () => {
    let error: unknown
    try {
      checkEnv(broken(), quick)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(SupportGymError)
    expect((error as SupportGymError).code).toBe('check_failed')
    expect((error as SupportGymError).message).toMatch(
      /^reward-stays-in-its-range: expected a reward within \[.+\] at step \d+ \(.+\), got -?\d.*\(seed 4\)\. Widen/,
    )
  })

  it('all failures when they are collected, and one line per check', () => {
    const lines: string[] = []
    const { passed, failures } = checkEnv(broken(), {
      ...quick,
      collect: true,
      log: line => lines.push(line),
    })
    expect(failures.map(({ check }) => check)).toEqual(['reward-stays-in-its-range'])
    expect(passed).toHaveLength(envChecks.length - 1)
    expect(lines).toHaveLength(envChecks.length)
    expect(lines.filter(line => line.startsWith('FAILED'))).toHaveLength(1)
  })

  it('an exception of the env as a failure of the check that met it', () => {
    const env = makeEnv('billing-support-v4')
    const faulty = Object.defineProperties({} as typeof env, {
      ...Object.getOwnPropertyDescriptors(env),
      observe: {
        value: () => {
          throw new TypeError('out of order')
        },
      },
    })
    const { failures } = checkEnv(faulty, { ...quick, collect: true })
    const failure = failures.find(({ check }) => check === 'observe-changes-nothing')
    expect(failure?.message).toContain('expected no exception, got TypeError: out of order')
  })
})
