import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDocument } from 'yaml'
import type { z } from 'zod'
import { SupportGymError } from './errors.ts'

/** Reads a YAML file against a schema; an error names the file, the place and what was expected there. */
export function parseFile<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new SupportGymError('invalid_data', `${file}: cannot be read; expected a YAML file there.`, {
      cause,
    })
  }
  const document = parseDocument(text)
  const [broken] = document.errors
  if (broken !== undefined) {
    const line = broken.linePos?.[0].line ?? 1
    throw new SupportGymError(
      'invalid_data',
      `${file}:${line}: not valid YAML: ${broken.message.split('\n')[0]}`,
    )
  }
  const parsed = schema.safeParse(document.toJS())
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map(issue => {
    const path = issue.path.map(String).join('.')
    return `${file}: ${path === '' ? 'top level' : path}: ${issue.message}`
  })
  throw new SupportGymError('invalid_data', issues.join('\n'))
}

/** The YAML files of a folder, in order of name. */
export function yamlFilesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.yaml'))
    .sort()
    .map(name => join(folder, name))
}
