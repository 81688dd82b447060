import { InvalidArgumentError } from 'commander'
import { SupportGymError } from '../core/errors.ts'
import type { Shard } from '../rollout/index.ts'

/** More shards than this are a slip of the pen. */
export const SHARDS_MAX = 10_000

/** Parses `3/16`. */
export function shardName(text: string): Shard {
  const [, number, of] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? []
  if (number !== undefined && of !== undefined && number >= 1 && number <= of && of <= SHARDS_MAX) {
    return { number, of }
  }
  throw new InvalidArgumentError(
    `Expected the number of a shard from 1 and how many there are, as in 3/16, got "${text}".`,
  )
}

export interface ShardOptions {
  readonly shard?: Shard
  readonly shards?: number
}

/**
 * Which shard to play: as given, or else the task of a Slurm array, or the index of a Kubernetes indexed job. Slurm says
 * how many tasks there are, Kubernetes does not. Throws `invalid_config` when that leaves a doubt.
 */
export function chosenShard({ shard, shards }: ShardOptions, env: NodeJS.ProcessEnv): Shard {
  if (shard !== undefined) {
    if (shards === undefined || shards === shard.of) return shard
    throw wrong(`--shard ${shard.number}/${shard.of} and --shards ${shards} contradict each other: drop one.`)
  }
  if (env.SLURM_ARRAY_TASK_ID !== undefined) return slurmShard(env, shards)
  if (env.JOB_COMPLETION_INDEX !== undefined) return indexedShard(env, shards)
  throw wrong(
    'Which shard? Add --shard 3/16, or run it as a Slurm array (SLURM_ARRAY_TASK_ID) or as a Kubernetes indexed ' +
      'job (JOB_COMPLETION_INDEX, with --shards 16).',
  )
}

/** With a count of its own the tasks are the shards' numbers; else the whole array is, from its first task on. */
function slurmShard(env: NodeJS.ProcessEnv, shards: number | undefined): Shard {
  const task = wholeIn(env, 'SLURM_ARRAY_TASK_ID')
  if (shards !== undefined) {
    if (task >= 1 && task <= shards) return { number: task, of: shards }
    throw wrong(
      `With --shards ${shards} the tasks of the array are the numbers of the shards, 1 to ${shards}, but ` +
        `SLURM_ARRAY_TASK_ID is ${task}: submit it with --array=1-${shards}, or drop --shards.`,
    )
  }
  const first = wholeIn(env, 'SLURM_ARRAY_TASK_MIN')
  const last = wholeIn(env, 'SLURM_ARRAY_TASK_MAX')
  const of = wholeIn(env, 'SLURM_ARRAY_TASK_COUNT')
  const step = env.SLURM_ARRAY_TASK_STEP === undefined ? 1 : wholeIn(env, 'SLURM_ARRAY_TASK_STEP')
  const number = (task - first) / step + 1
  if (last - first === (of - 1) * step && Number.isInteger(number) && number <= of) return { number, of }
  throw wrong(
    `The array has ${of} tasks from ${first} to ${last}, with gaps: a shard cannot be told from task ${task}. ` +
      'Add --shards with how many shards the whole run has; the tasks are then their numbers, from 1.',
  )
}

function indexedShard(env: NodeJS.ProcessEnv, shards: number | undefined): Shard {
  const index = wholeIn(env, 'JOB_COMPLETION_INDEX')
  if (shards === undefined) {
    throw wrong(
      `JOB_COMPLETION_INDEX is ${index}, but not of how many: add --shards with the job's "completions".`,
    )
  }
  if (index < shards) return { number: index + 1, of: shards }
  throw wrong(`JOB_COMPLETION_INDEX is ${index}, and --shards ${shards} has indexes 0 to ${shards - 1} only.`)
}

function wholeIn(env: NodeJS.ProcessEnv, name: string): number {
  const text = env[name]
  if (text !== undefined && /^\d+$/.test(text)) return Number(text)
  throw wrong(
    `Expected a whole number in ${name}, ${text === undefined ? 'which is not set' : `got "${text}"`}: ` +
      'add --shard, as in --shard 3/16.',
  )
}

function wrong(message: string): SupportGymError {
  return new SupportGymError('invalid_config', message)
}
