import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Choice, type Info, type Observation, policyNamed } from '../../src/index.ts'
import { type AgentFactory, pinTrajectory } from '../../src/testing/index.ts'

const playbook = policyNamed('playbook')
const episodes = [
  { scenario: 'duplicate-charge-v1', seed: 7 },
  { scenario: 'refund-out-of-window-v1', seed: 8 },
]

let file = ''
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'supportgym-pin-')), 'pinned.jsonl')
})

/** The playbook with another choice at one step of each episode. */
function playbookBut(step: number, instead: Choice): AgentFactory {
  return {
    id: 'another',
    make(seed) {
      const policy = playbook.make(seed)
      let at = 0
      return {
        act(observation: Observation, info: Info) {
          at += 1
          const choice = policy.act(observation, info)
          return at === step ? instead : choice
        },
      }
    },
  }
}

describe('a pinned trajectory', () => {
  it('holds for an agent that still does what it did, and is not written', async () => {
    await pinTrajectory(file, playbook, { update: true, episodes })
    const before = readFileSync(file, 'utf8')
    await pinTrajectory(file, playbook)
    expect(readFileSync(file, 'utf8')).toBe(before)
    expect(before.match(/"supportgym"/g)).toHaveLength(2)
  })

  it('tells the step, what the agent did, and what it does now', async () => {
    await pinTrajectory(file, playbook, { update: true, episodes })
    const changed = playbookBut(3, { action: { type: 'wait', minutes: 7 }, propensity: 1 })
    const held = pinTrajectory(file, changed)
    await expect(held).rejects.toMatchObject({ code: 'check_failed' })
    const message = await held.catch((error: Error) => error.message)
    expect(message).toMatch(/"another" no longer does this: duplicate-charge-v1, seed 7, step 3 of \d+/)
    expect(message).toMatch(/it did {4}\{"type":"lookup_customer"\}/)
    expect(message).toMatch(/it does {3}\{"minutes":7,"type":"wait"\}/)
    expect(message).toContain('{ update: true }')
  })

  it('is written anew, with the same episodes, when that is asked', async () => {
    await pinTrajectory(file, playbook, { update: true, episodes })
    const idle = policyNamed('do-nothing')
    await expect(pinTrajectory(file, idle)).rejects.toMatchObject({ code: 'check_failed' })
    await pinTrajectory(file, idle, { update: true })
    await pinTrajectory(file, idle)
    const headers = readFileSync(file, 'utf8').match(/"scenario":"[^"]+"/g)
    expect(headers).toEqual(episodes.map(({ scenario }) => `"scenario":"${scenario}"`))
  })

  it('tells a world that changed from an agent that did', async () => {
    await pinTrajectory(file, playbook, { update: true, episodes })
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"clockMs":\d+/, '"clockMs":1'))
    await expect(pinTrajectory(file, playbook)).rejects.toMatchObject({
      code: 'check_failed',
      message: expect.stringMatching(
        /:2: the world has changed since this was recorded, at "clockMs"/,
      ) as string,
    })
  })

  it('needs a file, and to be told what a new one is to hold', async () => {
    await expect(pinTrajectory(file, playbook)).rejects.toThrow('{ update: true, episodes }')
    await expect(pinTrajectory(file, playbook, { update: true })).rejects.toThrow('which episodes')
    expect(existsSync(file)).toBe(false)
  })
})
