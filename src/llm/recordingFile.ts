import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { SupportGymError } from '../core/errors.ts'
import { cutOff } from '../core/text.ts'

const RecordedRequest = z.strictObject({ method: z.string(), path: z.string(), body: z.unknown() })
/** A request without its host and its headers; the body as JSON where it is some. */
export type RecordedRequest = Readonly<z.infer<typeof RecordedRequest>>

/** A line of a recording: a request, how many like it came before, and what was answered. */
const Exchange = z.strictObject({
  key: z.string().regex(/^[0-9a-f]{64}$/),
  ordinal: z.int().min(0),
  request: RecordedRequest,
  response: z.strictObject({
    status: z.int().min(200).max(599),
    headers: z.record(z.string(), z.string()),
    body: z.string(),
  }),
})
export type Exchange = Readonly<z.infer<typeof Exchange>>

/**
 * The exchanges of a recording. A last line that was cut off, as when the writing process was killed, is dropped from
 * the file to record on, and an error in a replay. Throws `invalid_data`.
 */
export function readExchanges(file: string, mode: 'record' | 'replay'): readonly Exchange[] {
  if (!existsSync(file)) {
    if (mode === 'record') return []
    throw invalid(`${file}: expected a recording to replay, found none. Record one: mode "record".`)
  }
  if (!statSync(file).isFile()) throw invalid(`${file}: expected a file to record in, found none such.`)
  const { lines, wholeBytes, totalBytes } = linesOf(readFileSync(file))
  if (wholeBytes < totalBytes) {
    if (mode === 'replay') {
      throw invalid(
        `${file}:${lines.length + 1}: the last line is cut off: its writer was killed, or writes still. ` +
          'Go on recording (mode "record"), which drops it and asks again.',
      )
    }
    truncateSync(file, wholeBytes)
  }
  return checked(
    file,
    lines.map((line, index) => parsed(line, `${file}:${index + 1}`)),
  )
}

/**
 * Appends lines to a file, each in one write. Throws `run_in_use` when somebody else has written there since: a
 * recording has one writer.
 */
export function appender(file: string): (line: string) => void {
  mkdirSync(dirname(file), { recursive: true })
  const bytesIn = (): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0
  let bytes = bytesIn()
  return line => {
    const found = bytesIn()
    if (found !== bytes) {
      throw new SupportGymError(
        'run_in_use',
        `${file}: expected ${bytes} bytes, found ${found}: somebody else writes there. Give each run a recording of its own.`,
      )
    }
    const text = `${line}\n`
    appendFileSync(file, text)
    bytes += Buffer.byteLength(text)
  }
}

const NEWLINE = 0x0a

/** Line by line, because a recording can be longer than a string. */
function linesOf(buffer: Buffer): { lines: string[]; wholeBytes: number; totalBytes: number } {
  const lines: string[] = []
  let start = 0
  for (let end = buffer.indexOf(NEWLINE); end >= 0; end = buffer.indexOf(NEWLINE, start)) {
    lines.push(buffer.toString('utf8', start, end))
    start = end + 1
  }
  return { lines, wholeBytes: start, totalBytes: buffer.length }
}

function parsed(line: string, where: string): Exchange {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw invalid(`${where}: expected an exchange as JSON, got "${cutOff(line, 80)}".`)
  }
  const result = Exchange.safeParse(value)
  if (result.success) return result.data
  const issues = result.error.issues.map(issue => `${issue.path.map(String).join('.')}: ${issue.message}`)
  throw invalid(`${where}: ${issues.join('; ')}.`)
}

function checked(file: string, exchanges: readonly Exchange[]): readonly Exchange[] {
  const seen = new Map<string, number>()
  for (const [index, { key, ordinal }] of exchanges.entries()) {
    const name = `${key} ${ordinal}`
    const before = seen.get(name)
    if (before !== undefined) {
      throw invalid(
        `${file}:${index + 1}: the same request and ordinal as in line ${before}: two wrote here at once. ` +
          'Record it anew.',
      )
    }
    seen.set(name, index + 1)
  }
  return exchanges
}

function invalid(message: string): SupportGymError {
  return new SupportGymError('invalid_data', message)
}
