import { SupportGymError } from '../core/errors.ts'
import { canonicalJson, hashOf } from '../core/hash.ts'
import type { Exchange, RecordedRequest } from './recordingFile.ts'

/** How much is shown of a body, and how much of that comes before the first difference. */
const SHOWN_LENGTH = 120
const BEFORE_LENGTH = 30

/** The error of a request that a recording does not hold: which, what was recorded most like it, and what to do. */
export function missOf(
  request: RecordedRequest,
  { file, recorded }: { readonly file: string; readonly recorded: readonly Exchange[] },
): SupportGymError {
  const what = `${request.method} ${request.path}`
  const why = timesAskedBefore(request, recorded) ?? differenceOf(request, recorded)
  return new SupportGymError(
    'not_recorded',
    `${file}: ${what} is not recorded. ${why} Record it: mode "record" asks for what is missing.`,
  )
}

function timesAskedBefore(request: RecordedRequest, recorded: readonly Exchange[]): string | null {
  const key = hashOf(request)
  const lines = recorded.flatMap((exchange, index) => (exchange.key === key ? [index + 1] : []))
  if (lines.length === 0) return null
  return `It is recorded ${lines.length} times (line ${lines.join(', ')}), and asked for once more.`
}

function differenceOf(request: RecordedRequest, recorded: readonly Exchange[]): string {
  const asked = canonicalJson(request.body)
  const nearest = nearestTo(request, recorded)
  if (nearest === null) return `Asked: ${excerpt(asked, 0)} Of this path nothing is recorded.`
  const { line, text, same } = nearest
  return (
    `Most like it is line ${line}, and differs at character ${same + 1} of the body. ` +
    `Asked: ${excerpt(asked, same)} Recorded: ${excerpt(text, same)}`
  )
}

interface Nearest {
  readonly line: number
  readonly text: string
  /** How many characters of the body are the same, from its start. */
  readonly same: number
}

function nearestTo({ method, path, body }: RecordedRequest, recorded: readonly Exchange[]): Nearest | null {
  const asked = canonicalJson(body)
  let nearest: Nearest | null = null
  for (const [index, { request }] of recorded.entries()) {
    if (request.method !== method || request.path !== path) continue
    const text = canonicalJson(request.body)
    const same = sameLength(asked, text)
    if (nearest === null || same > nearest.same) nearest = { line: index + 1, text, same }
  }
  return nearest
}

function sameLength(a: string, b: string): number {
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1
  return at
}

function excerpt(text: string, difference: number): string {
  const from = Math.max(0, difference - BEFORE_LENGTH)
  const to = from + SHOWN_LENGTH
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`
}
