import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { z } from 'zod'
import { SupportGymError } from '../core/errors.ts'
import { cutOff } from '../core/text.ts'
import {
  EndLine,
  HeaderLine,
  kindOf,
  SignalLine,
  StepLine,
  type TraceLine,
  type Trajectory,
} from './lines.ts'
import { trajectoryOf } from './record.ts'

const shapes = { header: HeaderLine, step: StepLine, signal: SignalLine, end: EndLine }
type Kind = keyof typeof shapes

/**
 * The episodes of a file, one at a time. Throws `invalid_trajectory` at the first line that does not fit, or, when the
 * file breaks off, after the last whole episode, naming the last good line.
 */
export async function* readTrajectories(file: string): AsyncGenerator<Trajectory> {
  const input = createReadStream(file, 'utf8')
  try {
    yield* parseTrajectories(createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }), file)
  } catch (cause) {
    if (cause instanceof SupportGymError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new SupportGymError('invalid_trajectory', `${file}: cannot be read: ${why}`, { cause })
  } finally {
    input.destroy()
  }
}

/** The episodes in lines of text; `name` is what errors call their source. */
export async function* parseTrajectories(
  texts: AsyncIterable<string> | Iterable<string>,
  name: string,
): AsyncGenerator<Trajectory> {
  const parser = trajectoryParser(name)
  let held: string | null = null
  // One line is held back: only the last one of a file may be cut short.
  for await (const text of texts) {
    const whole = held === null ? null : parser.take(held)
    if (whole !== null) yield whole
    held = text
  }
  const whole = held === null ? null : parser.takeLast(held)
  if (whole !== null) yield whole
  parser.finish()
}

interface Parser {
  /** Takes one more line; gives the trajectory that it completes. */
  take(text: string): Trajectory | null
  takeLast(text: string): Trajectory | null
  /** Throws when an episode has not ended. */
  finish(): void
}

function trajectoryParser(name: string): Parser {
  let number = 0
  let firstLine = 1
  let lines: TraceLine[] = []
  let lastGood = 'none'

  function take(text: string): Trajectory | null {
    number += 1
    const value = jsonOf(text)
    if (value === undefined) throw damaged(`${name}:${number}: expected a JSON object, got ${shorten(text)}.`)
    const { kind, line } = lineOf(value, { name, number, isOpen: lines.length > 0 })
    if (kind === 'header') firstLine = number
    lines.push(line)
    lastGood = describe(line, lines[0] as HeaderLine)
    if (kind !== 'end') return null
    const whole = trajectoryOf(lines, firstLine)
    lines = []
    return whole
  }

  function breakOff(): SupportGymError {
    return damaged(`${name}: truncated after line ${number} (last good line: ${lastGood}).`)
  }

  return {
    take,
    takeLast(text) {
      if (jsonOf(text) === undefined) throw breakOff()
      return take(text)
    },
    finish() {
      if (lines.length > 0) throw breakOff()
      if (number === 0) throw damaged(`${name}: expected at least one episode, found an empty file.`)
    },
  }
}

function lineOf(
  value: unknown,
  { name, number, isOpen }: { readonly name: string; readonly number: number; readonly isOpen: boolean },
): { readonly kind: Kind; readonly line: TraceLine } {
  const kind = kindOf(value)
  const expected = isOpen ? 'a step, a signal or the end' : 'the header of an episode'
  if (kind === null || (kind === 'header') === isOpen) {
    const got = kind === null ? shorten(JSON.stringify(value)) : `a line of kind "${kind}"`
    throw damaged(`${name}:${number}: expected ${expected}, got ${got}.`)
  }
  const parsed = shapes[kind].safeParse(value)
  if (parsed.success) return { kind, line: parsed.data }
  throw damaged(`${name}:${number}: ${explain(parsed.error.issues[0]!)}.`)
}

function explain(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.')
  return `${path === '' ? 'the line' : path}: ${issue.message}`
}

function describe(line: TraceLine, { episode }: HeaderLine): string {
  if ('t' in line) return `step ${line.t} of episode ${episode}`
  if ('signal' in line) return `signal ${line.signal} of episode ${episode}`
  return 'end' in line ? `the end of episode ${episode}` : `the header of episode ${episode}`
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function shorten(text: string): string {
  return text.length > 80 ? `${cutOff(text, 80)}…` : text
}

function damaged(message: string): SupportGymError {
  return new SupportGymError('invalid_trajectory', message)
}
