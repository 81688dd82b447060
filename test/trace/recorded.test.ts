import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { replayTrajectory } from '../../src/trace/index.ts'
import { read } from './recording.ts'

/** One episode of the playbook and one of the random policy in every scenario, recorded by an earlier build. */
const file = fileURLToPath(new URL('recorded/before-compilation.jsonl', import.meta.url))
const trajectories = await read(readFileSync(file, 'utf8'))

it('has an episode of each policy in each scenario', () => {
  expect(trajectories).toHaveLength(28)
})

it.each(
  trajectories.map(trajectory => [trajectory.header.scenario, trajectory.header.policy, trajectory] as const),
)(
  'replays %s as the %s policy played it before charts were compiled, down to the last hash',
  (_scenario, _policy, trajectory) => {
    expect(replayTrajectory(trajectory).difference).toBeNull()
  },
)
