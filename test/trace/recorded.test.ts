import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { makeEnv } from '../../src/index.ts'
import { replayTrajectory } from '../../src/trace/index.ts'
import { read } from './recording.ts'

/** One episode of the playbook and one of the random policy in every scenario, recorded by the first build of v4. */
const file = fileURLToPath(new URL('recorded/fourth-version.jsonl', import.meta.url))
const trajectories = await read(readFileSync(file, 'utf8'))

it('has an episode of each policy in each scenario', () => {
  expect(trajectories).toHaveLength(92)
})

const episodes = trajectories.map(trajectory => {
  const { scenario, policy } = trajectory.header
  return { scenario, policy, trajectory }
})

describe.each(['compiled', 'xstate'] as const)('On the %s runtime', runtime => {
  it.each(episodes)('replays $scenario as $policy played it when the version was new', ({ trajectory }) => {
    const env = makeEnv(trajectory.header.env, { runtime })
    expect(replayTrajectory(trajectory, () => env).difference).toBeNull()
    expect(env.runtime.kind).toBe(runtime)
    if (runtime === 'compiled') expect(env.runtime.actorEvents).toBe(0)
    else expect(env.runtime.actorEvents).toBeGreaterThan(trajectory.steps.length)
  })
})
