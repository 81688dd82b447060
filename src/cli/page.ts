import pc from 'picocolors'
import type { Block, ScenarioPage, Section } from '../scenarios/index.ts'

/** A scenario's page for a terminal: the words of the page in `docs/scenarios/`. */
export function pageWords({ id, title, intro, sections }: ScenarioPage): string {
  return [
    pc.bold(`${id}: ${title}`),
    ...intro.map(blockWords),
    ...sections.flatMap(each => sectionWords(each)),
  ].join('\n')
}

function sectionWords({ heading, blocks, parts }: Section): string[] {
  return [`\n${pc.bold(plain(heading))}`, ...blocks.map(blockWords), ...parts.flatMap(sectionWords)]
}

function blockWords(block: Block): string {
  if (block.kind === 'text') return plain(block.text)
  if (block.kind === 'list') return block.items.map(item => `  - ${plain(item)}`).join('\n')
  return block.rows.map(row => rowWords(row, block.heads)).join('\n')
}

/** A row of a table: what it is about, and its cells by their heads. */
function rowWords([about, ...cells]: readonly string[], [, ...heads]: readonly string[]): string {
  if (cells.length === 1) return `  ${plain(about!)}: ${plain(cells[0]!)}`
  const filled = cells.map((cell, index) => `    ${plain(heads[index]!)}: ${plain(cell)}`)
  return [`  ${plain(about!)}`, ...filled.filter((_, index) => cells[index] !== '')].join('\n')
}

/** Names need no marks where nothing renders them. */
function plain(words: string): string {
  return words.replaceAll('`', '')
}
