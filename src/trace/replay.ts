import { SupportGymError } from '../core/errors.ts'
import type { Env } from '../env/index.ts'
import { makeEnv } from '../make.ts'
import type { Policy, SpokenChoice } from '../policies/index.ts'
import { type HeaderLine, kindOf, type StepLine, type TraceLine, type Trajectory } from './lines.ts'
import { traceEpisode } from './record.ts'

/** The first place where a replay and its file part. */
export interface Difference {
  /** Line number in the file, from 1. */
  readonly line: number
  /** Path of the field, e.g. `terms.effort`; empty when a whole line is missing, or one too many. */
  readonly field: string
  /** What the file says. */
  readonly expected: unknown
  /** What the replay gave. */
  readonly got: unknown
}

export interface Replay {
  /** Lines that were compared and found equal. */
  readonly linesEqual: number
  /** Null when every line is the same, down to the hash of the final state. */
  readonly difference: Difference | null
}

/**
 * Makes the env again from the header, steps the recorded actions, and compares every line. Policy, propensities and
 * version are taken from the file; the end's `linesHash` guards them. `envOf` makes the env: for envs that are more
 * than their recorded config, or to use one again.
 */
export function replayTrajectory(
  { header, steps, lines, firstLine, end }: Trajectory,
  envOf: (header: HeaderLine) => Env = envOfHeader,
): Replay {
  let index = 0
  const partAt = (difference: Omit<Difference, 'line'>): Replay => ({
    linesEqual: index,
    difference: { line: firstLine + index, ...difference },
  })
  try {
    for (const line of liveLines({ header, steps, end }, envOf(header))) {
      const recorded = lines[index]
      const got = JSON.parse(JSON.stringify(line)) as TraceLine
      if (kindOf(recorded) !== kindOf(got)) return partAt({ field: '', expected: recorded, got })
      const difference = firstDifference(recorded, got, '')
      if (difference !== null) return partAt(difference)
      index += 1
    }
  } catch (error) {
    if (!(error instanceof SupportGymError) || error.code === 'invariant_broken') throw error
    return partAt({ field: '', expected: lines[index], got: error.message })
  }
  if (index < lines.length) return partAt({ field: '', expected: lines[index], got: undefined })
  return { linesEqual: index, difference: null }
}

/** The env that a header describes. */
export function envOfHeader(header: HeaderLine): Env {
  return makeEnv(header.env, header.config)
}

function liveLines(
  { header, steps, end }: Pick<Trajectory, 'header' | 'steps' | 'end'>,
  env: Env,
): Iterable<TraceLine> {
  const { seed, config, policy, episode, supportgym: version } = header
  const { scenario, cause, variant, askedPersona, customer } = header
  const options = {
    ...{ scenario, cause, variant },
    ...(askedPersona === null ? {} : { persona: askedPersona }),
    ...(customer === undefined ? {} : { customer }),
  }
  return traceEpisode(env, scripted(steps), {
    ...{ seed, options, config, policy, episode, version },
    ...(end.usage === undefined ? {} : { usage: end.usage }),
  })
}

/** A policy that does again what was done. */
function scripted(steps: readonly StepLine[]): Policy {
  let index = 0
  return {
    act() {
      const step = steps[index]
      index += 1
      if (step !== undefined) return choiceOf(step)
      throw new SupportGymError(
        'invalid_trajectory',
        `The episode goes on after its last recorded step (${steps.length}).`,
      )
    },
  }
}

function choiceOf({ action, propensity, heard }: StepLine): SpokenChoice {
  return { action, propensity, ...(heard === undefined ? {} : { heard }) }
}

/** The first field, in the order of the recorded line, at which two JSON values differ. */
function firstDifference(expected: unknown, got: unknown, field: string): Omit<Difference, 'line'> | null {
  if (!isObject(expected) || !isObject(got) || Array.isArray(expected) !== Array.isArray(got)) {
    return Object.is(expected, got) ? null : { field, expected, got }
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(got)])) {
    const path = field === '' ? key : `${field}.${key}`
    const difference = firstDifference(expected[key], got[key], path)
    if (difference !== null) return difference
  }
  return null
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
