import { availableParallelism } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Block, blocksOf, type Page, pages } from './blocks.ts'
import { openWorkspace, ranLanguages, shownLanguages, type Workspace } from './workspace.ts'

const all = pages().map(page => ({ page, blocks: blocksOf(page) }))
const isRun = ({ language, notRun }: Block): boolean => notRun === null && ranLanguages.has(language)

describe('the examples of the documentation', () => {
  const ran = all.flatMap(({ blocks }) => blocks).filter(isRun)

  it.each([
    ['scripts', ['js', 'ts'], 6],
    ['data files', ['yaml'], 2],
    ['commands', ['sh', 'console'], 10],
  ] as const)('are found: %s (%j), at least %i', (_what, languages, least) => {
    const found = ran.filter(({ language }) => (languages as readonly string[]).includes(language))
    expect(found.length).toBeGreaterThanOrEqual(least)
  })

  it('are in languages that are run, or known to be shown alone', () => {
    const strange = all
      .flatMap(({ blocks }) => blocks)
      .filter(({ language }) => !ranLanguages.has(language) && !shownLanguages.has(language))
    expect(strange.map(nameOf)).toEqual([])
  })
})

/** What is wrong with a block, once it has run. A page for each core at a time, the blocks of each one after another. */
const faults = new Map<Block, Promise<string | null>>()
beforeAll(() => {
  const lanes: Promise<unknown>[] = Array.from({ length: availableParallelism() }, async () => {})
  for (const [index, { blocks }] of all.filter(({ blocks }) => blocks.some(isRun)).entries()) {
    const lane = index % lanes.length
    const workspace = lanes[lane]!.then(openWorkspace)
    let before: Promise<unknown> = workspace
    for (const block of blocks.filter(isRun)) {
      const fault = before.then(async () => (await workspace).run(block))
      faults.set(block, fault)
      before = fault.catch(() => {})
    }
    lanes[lane] = before.then(async () => (await workspace).remove())
  }
})

describe.each(all.filter(({ blocks }) => blocks.some(isRun)))('the examples of $page.path', ({ blocks }) => {
  for (const block of blocks) {
    if (isRun(block)) {
      it(`${nameOf(block)} runs`, async () => {
        expect(await faults.get(block)).toBeNull()
      })
    } else if (block.notRun !== null) {
      it.skip(`${nameOf(block)} is not run: ${block.notRun}`, () => {})
    }
  }
})

describe('an example that is broken is found', () => {
  let workspace: Workspace
  beforeAll(() => {
    workspace = openWorkspace()
  })
  afterAll(() => workspace.remove())

  it.each([
    ['a script that throws', 'js', "throw new Error('on purpose')", /on purpose/],
    ['a script with a name that is not there', 'ts', "import { none } from 'supportgym'", /none/],
    ['a scenario with a wrong field', 'yaml', 'id: my-case-v1\nsurprise: 1\ncauses: {}', /surprise/],
    ['a pack with a wrong field', 'yaml', 'id: mine\narchetypes: [{ id: one }]', /archetypes\.0\.share/],
    ['a fragment of a file', 'yaml', 'opening: { urgency: 0.5 }', /expected/],
    ['a command that fails', 'sh', 'npx supportgym run --polcy x', /exit code 2/],
    ['a command that fails before one that does not', 'sh', 'false\ntrue', /exit code 1/],
    ['a tool from elsewhere', 'sh', 'npx cowsay moo', /cowsay/],
    ['an output that is not what is printed', 'console', '$ npx supportgym --version\n9.9.9', /printed/],
  ])('%s', async (_what, language, text, message) => {
    const [block] = blocksOf(pageOf(language, text))
    expect(await workspace.run(block!)).toMatch(message)
  })

  it('and what is printed may be cut with "…"', async () => {
    const [block] = blocksOf(pageOf('console', '$ npx supportgym --help\nUsage: supportgym …'))
    expect(await workspace.run(block!)).toBeNull()
  })

  it('and a block that is never closed', () => {
    expect(() => blocksOf({ path: 'page.md', text: 'Words\n```js\n1' })).toThrow(/page\.md:2/)
  })
})

function pageOf(language: string, text: string): Page {
  return { path: 'page.md', text: `\`\`\`${language}\n${text}\n\`\`\`` }
}

function nameOf({ page, line, language }: Block): string {
  return `${page}:${line} (${language})`
}
