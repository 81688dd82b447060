import { type Block, loadCatalogue, type Scenario, type Section, scenarioPage } from '../scenarios/index.ts'
import { code, page, table } from './markdown.ts'

const catalogue = loadCatalogue()

/** A page for each scenario that ships, and their index, by path under `docs/`. */
export const scenarioDocuments: Readonly<Record<string, () => string>> = Object.fromEntries([
  ['scenarios/README.md', indexPage],
  ...catalogue.scenarios.map(({ id }) => [`scenarios/${id}.md`, () => onePage(id)] as const),
])

function onePage(id: string): string {
  const { title, intro, sections } = scenarioPage(catalogue, id)
  return page(title, [code(id), ...intro.map(rendered), ...sections.flatMap(each => withHeading(each, 2))])
}

function withHeading({ heading, blocks, parts }: Section, level: number): string[] {
  return [
    `${'#'.repeat(level)} ${heading}`,
    ...blocks.map(rendered),
    ...parts.flatMap(part => withHeading(part, level + 1)),
  ]
}

function rendered(block: Block): string {
  if (block.kind === 'text') return block.text
  if (block.kind === 'list') return block.items.map(item => `- ${item}`).join('\n')
  return table(block.heads, block.rows)
}

function indexPage(): string {
  const groups = [...new Set(catalogue.scenarios.map(({ group }) => group))].sort()
  return page('The scenarios that ship', [
    `${catalogue.scenarios.length} cases, each with several causes behind one opening. ` +
      '`supportgym scenarios list --group retention --tag fault` filters them, `supportgym scenarios show` prints a page.',
    ...groups.flatMap(group => groupSection(group)),
  ])
}

function groupSection(group: Scenario['group']): string[] {
  const own = catalogue.scenarios.filter(each => each.group === group)
  return [
    `## ${group[0]!.toUpperCase()}${group.slice(1)}`,
    table(
      ['scenario', 'title', 'difficulty', 'causes', 'tags', 'company'],
      own.map(({ id, title, difficulty, causes, tags, company }) => [
        `[${id}](${id}.md)`,
        title,
        String(difficulty),
        String(Object.keys(causes).length),
        tags.join(', '),
        company,
      ]),
    ),
  ]
}
