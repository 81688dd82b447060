/** Every code an error of this package can carry, with what it means. */
export const errorCodes = {
  malformed_action: 'an action object does not fit the action space',
  step_before_reset: 'step, observe, snapshot or fork was called before reset',
  step_under_way: 'a step or reset of a text env was called before the last one was done',
  step_after_end: 'step was called on an episode that has ended',
  env_closed: 'the env was used after close',
  not_settled: 'something was asked of an episode that only a settled one can answer',
  unknown_id: 'a name is not in its catalogue',
  invalid_config: 'a configuration value is outside what is allowed',
  invalid_data: 'a data file does not fit its schema',
  invalid_snapshot: 'a snapshot does not belong to this env',
  invalid_trajectory: 'a trajectory file is damaged or from another version',
  would_overwrite: 'something would be overwritten that nobody allowed to overwrite',
  incompatible_run: 'a run folder or a shard is of another version or configuration than what it should fit',
  incomplete_run: 'a part of a run is missing',
  run_in_use: 'another process is writing into the folder of a run',
  worker_lost: 'workers died over a part of a run, again and again',
  check_failed:
    'a check found what it looks for: an env that breaks the contract, a pinned policy that acts otherwise',
  infrastructure:
    'something outside the world gave no answer: a model endpoint that is down, slow or talks garbage',
  not_recorded: 'a replay was asked for what its recording does not hold',
  uncompilable_machine: 'a state machine uses what the statechart compiler refuses',
  invariant_broken: 'an internal rule does not hold: a fault of this package',
} as const

export type ErrorCode = keyof typeof errorCodes

/**
 * Why something outside gave no answer, with what it means: the `reason` of an `infrastructure` error. No ticket has
 * failed by one: the run is to be resumed, once what the reason names is mended.
 */
export const infrastructureReasons = {
  timeout: 'the answer took longer than it may',
  unreachable: 'there was no connection, or it was cut before the answer was whole',
  refused: 'it will not answer this: a wrong key, model or request',
  rate_limited: 'it was asked too often, or a quota is used up',
  failed: 'it failed itself, and said so',
  garbage: 'what it answered is not what was agreed',
  limit: 'a limit that the caller set on its use is reached',
} as const

export type InfrastructureReason = keyof typeof infrastructureReasons

/** What an error may carry beside its code and its message. */
export interface ErrorDetails {
  readonly cause?: unknown
  /** Of `infrastructure` errors alone. */
  readonly reason?: InfrastructureReason
}

/** The one error class: a code from the table, and a message with what was expected, what arrived, what to do. */
export class SupportGymError extends Error {
  readonly code: ErrorCode
  readonly reason: InfrastructureReason | null

  constructor(code: ErrorCode, message: string, { reason, ...options }: ErrorDetails = {}) {
    super(message, options)
    this.name = 'SupportGymError'
    this.code = code
    this.reason = reason ?? null
  }
}

/** Throws `invariant_broken` unless the condition holds. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new SupportGymError('invariant_broken', message)
}
