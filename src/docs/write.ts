/** Writes the generated documentation: `npm run docs`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { documents } from './documents.ts'

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs')

for (const [path, generate] of Object.entries(documents)) {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, generate())
  process.stdout.write(`docs/${path}\n`)
}
