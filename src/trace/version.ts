import { readFileSync } from 'node:fs'
import { z } from 'zod'

let known: string | null = null

/** The version of this package, which every trajectory names. */
export function packageVersion(): string {
  known ??= z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))).version
  return known
}
