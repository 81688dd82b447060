import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { init, parse } from 'es-module-lexer'

await init()

/** A file of the project: its path from the root, with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** Every TypeScript file under a folder of the project. */
export function sourcesUnder(folder: string): readonly SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
    .map(entry => join(entry.parentPath, entry.name))
    .map(file => ({
      path: relative(root, file).split(sep).join('/'),
      text: readFileSync(file, 'utf8'),
    }))
}

/** The files of the project that a file imports or re-exports from, for types too. */
export function importsOf({ path, text }: SourceFile): readonly string[] {
  const [imports] = parse(text, path)
  return imports.flatMap(each => {
    const specifier = each.type === 'import-meta' ? null : each.specifier
    return specifier?.startsWith('.') ? [posix.join(posix.dirname(path), specifier)] : []
  })
}
