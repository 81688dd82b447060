import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { root } from '../house/source.ts'

/** A fenced block of a page of the documentation. */
export interface Block {
  readonly page: string
  /** Line of the opening fence, from 1. */
  readonly line: number
  readonly language: string
  readonly text: string
  /** The file that the first line names in a comment (`# my-case-v1.yaml`, `// agent.mjs`); the block is its text. */
  readonly file: string | null
  /** From `<!-- not run: reason -->` right above the block. */
  readonly notRun: string | null
  /** A command further down the page runs the file. */
  readonly isRunBelow: boolean
}

/** A page of the documentation: its path from the root, with forward slashes, and its text. */
export interface Page {
  readonly path: string
  readonly text: string
}

/** README.md and every page under docs/. */
export function pages(): readonly Page[] {
  const files = readdirSync(join(root, 'docs'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.md'))
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
  return [join(root, 'README.md'), ...files].map(file => ({
    path: relative(root, file).split(sep).join('/'),
    text: readFileSync(file, 'utf8'),
  }))
}

const NOT_RUN = /^<!-- not run: (.+) -->$/
const FILE_NAME = /^(?:#|\/\/) ([\w./-]+\.(?:yaml|mjs|js|ts))$/

/** The fenced blocks of a page, in order. Throws when one is never closed. */
export function blocksOf({ path, text }: Page): readonly Block[] {
  const blocks: Omit<Block, 'isRunBelow'>[] = []
  let opened: { line: number; language: string; lines: string[]; notRun: string | null } | null = null
  let before = ''
  for (const [index, line] of text.split('\n').entries()) {
    if (opened === null) {
      if (line.startsWith('```')) {
        const notRun = NOT_RUN.exec(before)?.[1] ?? null
        opened = { line: index + 1, language: line.slice(3).trim(), lines: [], notRun }
      }
      if (line.trim() !== '') before = line
      continue
    }
    if (line !== '```') {
      opened.lines.push(line)
      continue
    }
    const { lines, ...rest } = opened
    const file = FILE_NAME.exec(lines[0] ?? '')?.[1] ?? null
    blocks.push({ page: path, ...rest, text: `${lines.join('\n')}\n`, file })
    opened = null
    before = ''
  }
  if (opened !== null) throw new Error(`${path}:${opened.line}: this block is never closed.`)
  return blocks.map((block, index) => ({
    ...block,
    isRunBelow: block.file !== null && blocks.slice(index + 1).some(later => runs(later, block.file!)),
  }))
}

function runs({ language, notRun, text }: Omit<Block, 'isRunBelow'>, file: string): boolean {
  const isCommands = notRun === null && (language === 'sh' || language === 'console')
  return isCommands && (text.includes(`node ${file}\n`) || text.includes(`npx vitest run ${file}\n`))
}
