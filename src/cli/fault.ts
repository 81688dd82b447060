import { CommanderError } from 'commander'
import { type ErrorCode, SupportGymError } from '../core/errors.ts'

/** Exit codes: a check failed; the command was used wrongly; stopped by Ctrl-C. */
export const FAILED = 1
export const WRONG_USE = 2
export const INTERRUPTED = 130

const wrongUse: ReadonlySet<ErrorCode> = new Set([
  'unknown_id',
  'invalid_config',
  'invalid_data',
  'would_overwrite',
  'incompatible_run',
  'run_in_use',
])

/** Reports what went wrong as one message on stderr, with the stack under `--debug`, and gives the exit code. */
export function reportFault(error: unknown, isDebug: boolean): number {
  if (error instanceof CommanderError) {
    // Commander has written its own message; asking for help or for the version is no fault.
    return error.exitCode === 0 ? 0 : WRONG_USE
  }
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`error: ${message}\n`)
  if (isDebug && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  if (error instanceof SupportGymError) return wrongUse.has(error.code) ? WRONG_USE : FAILED
  if (!isDebug) process.stderr.write('Run it again with --debug for the stack.\n')
  return FAILED
}
