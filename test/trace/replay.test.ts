import { describe, expect, it } from 'vitest'
import { policies } from '../../src/index.ts'
import { replayTrajectory, trajectoryText } from '../../src/trace/index.ts'
import { read, recorded, tampered } from './recording.ts'

const deliveries = ['settle', 'stream', 'deferred'] as const
const everyWay = policies.flatMap(({ id }) => deliveries.map(delivery => ({ id, delivery })))

describe('a recorded episode', () => {
  it.each(everyWay)(
    'of $id under $delivery replays line by line, from the file',
    async ({ id, delivery }) => {
      for (const seed of [1, 2]) {
        const { trajectory } = recorded(id, { seed, config: { delivery } })
        const [fromFile] = await read(trajectoryText(trajectory))
        const replay = replayTrajectory(fromFile!)
        expect(replay, `seed ${seed}`).toEqual({ linesEqual: trajectory.lines.length, difference: null })
      }
    },
  )

  it('replays under a reward and limits of its own', () => {
    const config = { reward: 'shaped', gamma: 0.98, stepsMax: 9, minutesMax: 90 } as const
    expect(replayTrajectory(recorded('playbook', { config }).trajectory).difference).toBeNull()
  })

  it('replays when an outer limit cut it off, and has no outcome then', () => {
    const { trajectory, report } = recorded('playbook', { config: { truncateAfterSteps: 3 } })
    expect(report).toBeNull()
    expect(trajectory.end.outcome).toBeNull()
    expect(trajectory.steps.at(-1)).toMatchObject({ t: 3, terminated: false, truncated: true })
    expect(replayTrajectory(trajectory).difference).toBeNull()
  })

  it('is the same, byte for byte, when recorded again', () => {
    const text = () => trajectoryText(recorded('random', { seed: 11 }).trajectory)
    expect(text()).toBe(text())
  })

  it('replays from any place in its file, and the difference is named by the line of the file', async () => {
    const first = recorded('playbook', { seed: 1 }).trajectory
    const second = recorded('close-early', { seed: 2 }).trajectory
    const texts = (trajectoryText(first) + trajectoryText(second)).trimEnd().split('\n')
    const at = first.lines.length + 1 // the first step of the second episode
    texts[at] = texts[at]!.replace('"elapsedMs":', '"elapsedMs":1')
    const [, changed] = await read(texts.join('\n'))
    expect(replayTrajectory(changed!).difference).toMatchObject({ line: at + 1, field: 'elapsedMs' })
  })
})

describe('a replay names the first line and field that differ', () => {
  const { trajectory } = recorded('playbook', { seed: 7, scenario: 'duplicate-charge-v1' })
  const last = trajectory.lines.length
  const signalAt = trajectory.lines.findIndex(line => 'signal' in line) + 1

  const flips: [
    name: string,
    line: number,
    field: string,
    change: (line: Record<string, unknown>) => void,
  ][] = [
    ['a reward', 4, 'reward', line => Object.assign(line, { reward: 0.5 })],
    ['a term', 4, 'terms.effort', line => Object.assign(line.terms as object, { effort: -1 })],
    [
      'a cost that was not there',
      4,
      'costs.cost_policy',
      line => Object.assign(line.costs as object, { cost_policy: 1 }),
    ],
    ['an event', 2, 'events.0', line => Object.assign(line.events as object, { 0: 'message.lost' })],
    ['an observation', 5, 'observationHash', line => Object.assign(line, { observationHash: '00ff' })],
    ['the clock', 3, 'clockMs', line => Object.assign(line, { clockMs: 1 })],
    [
      'the executed action',
      3,
      'executed.type',
      line => Object.assign(line, { executed: { type: 'lookup_policy' } }),
    ],
    ['a signal', signalAt, 'value', line => Object.assign(line, { value: -5 })],
    ["a signal's moment", signalAt, 'atMs', line => Object.assign(line, { atMs: 1 })],
    [
      "a signal's cause",
      signalAt,
      'causes.0.weight',
      line => Object.assign((line.causes as object[])[0]!, { weight: 9 }),
    ],
    ['the state', last, 'stateHash', line => Object.assign(line, { stateHash: 'abcd' })],
    ['the outcome', last, 'outcome', line => Object.assign(line, { outcome: 'harmful' })],
    [
      'the business row',
      last,
      'business.retainedCents',
      line => Object.assign(line.business as object, { retainedCents: 1 }),
    ],
    ['the fixture', 1, 'templateHash', line => Object.assign(line, { templateHash: 'abcd' })],
  ]

  it.each(flips)('when %s was changed', async (_name, line, field, change) => {
    const { difference } = replayTrajectory(await tampered(trajectory, line, change))
    expect(difference).toMatchObject({ line, field })
  })

  it('says what the file has and what the replay gave', async () => {
    const changed = await tampered(trajectory, 4, line => Object.assign(line, { reward: 0.5 }))
    const got = trajectory.steps[2]!.reward
    expect(replayTrajectory(changed).difference).toEqual({ line: 4, field: 'reward', expected: 0.5, got })
  })

  it('when another action is put in, at the step of that action', async () => {
    const action = { type: 'wait', minutes: 3 }
    const changed = await tampered(trajectory, 4, line => Object.assign(line, { action, executed: action }))
    expect(replayTrajectory(changed).difference?.line).toBe(4)
  })

  it('when a line is missing', async () => {
    const texts = trajectoryText(trajectory).trimEnd().split('\n')
    const [without] = await read(texts.toSpliced(4, 1).join('\n'))
    expect(replayTrajectory(without!).difference?.line).toBe(5)
  })

  it('when the last step is missing', async () => {
    const texts = trajectoryText(trajectory).trimEnd().split('\n')
    const from = texts.findLastIndex(text => text.startsWith('{"t"'))
    const [without] = await read(texts.toSpliced(from, texts.length - 1 - from).join('\n'))
    expect(replayTrajectory(without!).difference).toMatchObject({ line: from + 1, field: '' })
  })

  it('at the end, by the hash of the lines, when a propensity was changed, which no replay can know', async () => {
    const changed = await tampered(trajectory, 3, line => Object.assign(line, { propensity: 0.5 }))
    expect(replayTrajectory(changed).difference).toMatchObject({ line: last, field: 'linesHash' })
  })

  it('when the scenario is not there any more', async () => {
    const changed = await tampered(trajectory, 1, line => Object.assign(line, { scenario: 'gone-v1' }))
    const { difference } = replayTrajectory(changed)
    expect(difference?.line).toBe(1)
    expect(String(difference?.got)).toContain('Unknown scenario "gone-v1"')
  })
})
