import { noiseKey, uniform } from '../../core/random.ts'
import type { EpisodeOptions } from '../begin.ts'
import type { Env } from '../env.ts'
import type { Info, ResetResult, Timestep } from '../timestep.ts'
import { textOf } from './plain.ts'

/** A rule of the contract, and the search for a case that breaks it. */
export interface EnvCheck {
  readonly name: string
  /** The rule, as a sentence. */
  readonly about: string
  /** What to do about a failure. */
  readonly remedy: string
  /** Yields what breaks the rule; the first is reported. */
  run(trial: Trial): Iterable<Finding>
}

/** Where a rule is broken: what was expected there, and what arrived. */
export interface Finding {
  readonly expected: string
  readonly arrived: string
  readonly cause?: unknown
}

/** The env on one seed, and the episodes that were walked with it, once for all checks. */
export interface Trial {
  readonly env: Env<unknown>
  readonly seed: number
  readonly options: EpisodeOptions
  readonly stepsMax: number
  recordings(): readonly Recording[]
}

/** An episode: what came back, as it came and as text taken at that moment. */
export interface Recording {
  readonly first: ResetResult<unknown>
  readonly firstText: string
  readonly firstShown: string
  readonly steps: readonly RecordedStep[]
  readonly hasEnded: boolean
  readonly endHash: string
}

export interface RecordedStep {
  readonly action: number
  /** For messages: which step, and the action's name. */
  readonly label: string
  readonly before: Info
  readonly timestep: Timestep<unknown>
  readonly text: string
  /** The observation alone. */
  readonly shown: string
}

/** A trial of an env on a seed. */
export function trialOf(
  env: Env<unknown>,
  seed: number,
  given: { readonly episodes: number; readonly options: EpisodeOptions; readonly stepsMax: number },
): Trial {
  const { options, stepsMax } = given
  let walked: readonly Recording[] | null = null
  const trial: Trial = {
    env,
    seed,
    options,
    stepsMax,
    recordings() {
      walked ??= Array.from({ length: given.episodes }, (_, index) => recordLong(trial, index))
      return walked
    },
  }
  return trial
}

/** The first timestep of the trial's seed. */
export function begin({ env, seed, options }: Trial): ResetResult<unknown> {
  return env.reset({ seed, options })
}

/** Brings the env to where a recording was after this many steps; returns what came back last. */
export function standAt(trial: Trial, recording: Recording, position: number): ResetResult<unknown> {
  let last = begin(trial)
  for (const { action } of recording.steps.slice(0, position)) last = trial.env.step(action)
  return last
}

/** Every step of every recording. */
export function stepsOf(trial: Trial): readonly RecordedStep[] {
  return trial.recordings().flatMap(recording => recording.steps)
}

/** Positions of a recording that stand for all: its begin, its middle, and right before its last step. */
export function samplesOf({ steps }: Recording): readonly number[] {
  return [...new Set([0, Math.floor(steps.length / 2), Math.max(0, steps.length - 1)])]
}

/** Plays the rest of a recording from a position: the first difference, or null when it is the same to the byte. */
export function differenceFrom(env: Env<unknown>, recording: Recording, position: number): Finding | null {
  for (const { action, label, text } of recording.steps.slice(position)) {
    const again = textOf(env.step(action))
    if (again !== text) return { expected: `${label} to be as before`, arrived: difference(text, again) }
  }
  const hash = env.stateHash()
  if (hash === recording.endHash) return null
  return { expected: `the state hash ${recording.endHash} at the end`, arrived: hash }
}

/** Where two texts part. */
export function difference(text: string, other: string): string {
  let at = 0
  while (at < text.length && text[at] === other[at]) at++
  const from = Math.max(0, at - 60)
  return `…${other.slice(from, at + 40)}… where it was …${text.slice(from, at + 40)}…`
}

/** The names of what a mask allows, and of what it does not, by index. */
export function split({ env }: Trial, mask: Uint8Array): { allowed: number[]; masked: number[] } {
  const indexes = [...env.actionSpace.discrete.names.keys()]
  return {
    allowed: indexes.filter(index => mask[index] === 1),
    masked: indexes.filter(index => mask[index] !== 1),
  }
}

/** An episode shows little when an early escalation ends it: of some attempts the first long one, or the longest. */
const ATTEMPTS_MAX = 5
const LONG_STEPS = 8

function recordLong(trial: Trial, index: number): Recording {
  let longest: Recording | null = null
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const recording = record(trial, index * ATTEMPTS_MAX + attempt)
    if (longest === null || recording.steps.length > longest.steps.length) longest = recording
    if (longest.steps.length >= LONG_STEPS) break
  }
  return longest!
}

/** One action in eight is a mistake: the mask is advice, and the contract holds without it. */
const MISTAKES = 1 / 8

function record(trial: Trial, walk: number): Recording {
  const { env, seed, stepsMax } = trial
  const { names } = env.actionSpace.discrete
  const first = begin(trial)
  const [firstText, firstShown] = [textOf(first), textOf(first.observation)]
  const steps: RecordedStep[] = []
  let before = first.info
  let hasEnded = false
  while (!hasEnded && steps.length < stepsMax) {
    const draw = (purpose: number): number => uniform(seed, noiseKey(walk, purpose), steps.length)
    const { allowed, masked } = split(trial, before.actionMask)
    const from = allowed.length === 0 || (masked.length > 0 && draw(0) < MISTAKES) ? masked : allowed
    const action = from[Math.floor(draw(1) * from.length)]!
    const timestep = env.step(action)
    const label = `step ${steps.length + 1} (${names[action]})`
    const [text, shown] = [textOf(timestep), textOf(timestep.observation)]
    steps.push({ action, label, before, timestep, text, shown })
    before = timestep.info
    hasEnded = timestep.terminated || timestep.truncated
  }
  return { first, firstText, firstShown, steps, hasEnded, endHash: env.stateHash() }
}
