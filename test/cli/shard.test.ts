import { describe, expect, it } from 'vitest'
import { chosenShard, shardName } from '../../src/cli/shard.ts'

const slurm = (id: number, array: { min: number; max: number; count: number; step?: number }) => ({
  SLURM_ARRAY_TASK_ID: `${id}`,
  SLURM_ARRAY_TASK_MIN: `${array.min}`,
  SLURM_ARRAY_TASK_MAX: `${array.max}`,
  SLURM_ARRAY_TASK_COUNT: `${array.count}`,
  ...(array.step === undefined ? {} : { SLURM_ARRAY_TASK_STEP: `${array.step}` }),
})

describe('the shard to play', () => {
  it('is what --shard says, before anything else', () => {
    const env = slurm(9, { min: 0, max: 15, count: 16 })
    expect(chosenShard({ shard: shardName('3/16') }, env)).toEqual({ number: 3, of: 16 })
  })

  it.each([
    ['--array=0-15, first', slurm(0, { min: 0, max: 15, count: 16 }), '1/16'],
    ['--array=0-15, last', slurm(15, { min: 0, max: 15, count: 16, step: 1 }), '16/16'],
    ['--array=1-16, first', slurm(1, { min: 1, max: 16, count: 16 }), '1/16'],
    ['--array=1-16, last', slurm(16, { min: 1, max: 16, count: 16 }), '16/16'],
    ['--array=0-12:4', slurm(8, { min: 0, max: 12, count: 4, step: 4 }), '3/4'],
  ])('is the task of a Slurm array: %s', (_what, env, name) => {
    expect(chosenShard({}, env)).toEqual(shardName(name))
  })

  it('is the number of the task where the number of shards is given, so that some can be done again', () => {
    const env = slurm(7, { min: 3, max: 7, count: 2 })
    expect(chosenShard({ shards: 16 }, env)).toEqual({ number: 7, of: 16 })
  })

  it.each([
    ['0', '1/16'],
    ['15', '16/16'],
  ])('is the index of a Kubernetes job, %s, from 0', (index, name) => {
    expect(chosenShard({ shards: 16 }, { JOB_COMPLETION_INDEX: index })).toEqual(shardName(name))
  })

  it.each([
    ['nothing says which', {}, {}, /Add --shard 3\/16/],
    [
      'nothing says of how many',
      {},
      { JOB_COMPLETION_INDEX: '3' },
      /add --shards with the job's "completions"/,
    ],
    ['the index is beyond', { shards: 3 }, { JOB_COMPLETION_INDEX: '3' }, /has indexes 0 to 2 only/],
    ['the array has gaps', {}, slurm(7, { min: 3, max: 7, count: 2 }), /with gaps/],
    ['the task is beyond', { shards: 4 }, slurm(0, { min: 0, max: 3, count: 4 }), /--array=1-4/],
    ['Slurm says half', {}, { SLURM_ARRAY_TASK_ID: '3' }, /SLURM_ARRAY_TASK_MIN, which is not set/],
    ['the two contradict', { shard: shardName('1/2'), shards: 3 }, {}, /contradict/],
  ])('is in doubt when %s', (_what, options, env, message) => {
    expect(() => chosenShard(options, env)).toThrow(message)
  })

  it.each(['0/4', '5/4', '3', '1/0', 'a/b', '1/10001', '1 / 2'])('is never "%s"', text => {
    expect(() => shardName(text)).toThrow('as in 3/16')
  })
})
