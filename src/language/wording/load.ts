import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseFile, yamlFilesIn } from '../../core/data.ts'
import { SupportGymError } from '../../core/errors.ts'
import type { Word } from '../speech.ts'
import { check } from './check.ts'
import { type Grammar, linked, type NamedFile } from './grammar.ts'
import { measure } from './measure.ts'
import { WordingFile } from './schema.ts'
import { createSpeaker } from './speaker.ts'

const shippedFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'language', 'wording')

let shipped: Word | null = null

/**
 * How a simulated customer words a message: the phrases that ship (`language/wording/*.yaml`), read at the first call.
 * Throws `invalid_data` where they do not fit, never while speaking.
 */
export function loadWording(): Word {
  shipped ??= createSpeaker(readGrammar()).word
  return shipped
}

/** The grammar in a folder's files. Throws `invalid_data`, naming file, path and expectation of all that is wrong. */
export function readGrammar(folder = shippedFolder): Grammar {
  return grammarOf(
    yamlFilesIn(folder).map(file => ({ name: basename(file), content: parseFile(file, WordingFile) })),
  )
}

/** The grammar of files already read. Throws `invalid_data`. */
export function grammarOf(files: readonly NamedFile[]): Grammar {
  const problems: string[] = []
  const grammar = linked(files, problems)
  if (problems.length === 0) measure(grammar, problems)
  if (problems.length === 0) check(grammar, files, problems)
  if (problems.length > 0) throw new SupportGymError('invalid_data', problems.join('\n'))
  return grammar
}
