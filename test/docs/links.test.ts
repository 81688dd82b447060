import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../house/source.ts'
import { type Page, pages } from './blocks.ts'

/** Where the links of a page lead, without those to elsewhere or within the page. */
function targetsOf({ text }: Page): readonly string[] {
  const outsideBlocks = text.replace(/^```[\s\S]*?^```$/gm, '')
  return [...outsideBlocks.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter(target => !/^(?:[a-z]+:|#)/.test(target))
    .map(target => target.replace(/#.*$/, ''))
}

function dangling(page: Page): readonly string[] {
  const folder = dirname(join(root, page.path))
  return targetsOf(page).filter(target => !existsSync(join(folder, target)))
}

describe('the links of the documentation', () => {
  const all = pages()

  it('are found', () => {
    expect(all.flatMap(targetsOf).length).toBeGreaterThanOrEqual(10)
  })

  it.each(all.map(page => [page.path, page] as const))('of %s lead to files', (_path, page) => {
    expect(dangling(page)).toEqual([])
  })

  it('are found out when they lead nowhere', () => {
    const text = '[a](concepts.md#utility) [b](../nowhere.md) [c](https://example.org) [d](#here)'
    expect(dangling({ path: 'docs/page.md', text })).toEqual(['../nowhere.md'])
  })

  it('lead from README.md to every how-to', () => {
    const targets = targetsOf(all.find(({ path }) => path === 'README.md')!)
    const howTos = all.map(({ path }) => path).filter(path => path.startsWith('docs/how-to/'))
    expect(howTos.length).toBeGreaterThanOrEqual(4)
    for (const path of howTos) expect(targets).toContain(path)
  })
})
