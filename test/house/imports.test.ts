import { describe, expect, it } from 'vitest'
import { importsOf, type SourceFile, sourcesUnder } from './source.ts'

/**
 * The layers of the house, from the ground up: imports run downward only, and parts of one layer do not import each
 * other. A part is a folder of src, or a file directly in it.
 */
const layers: readonly (readonly string[])[] = [
  ['core'],
  ['billing-mock', 'llm'],
  ['world'],
  ['personas'],
  ['language'],
  ['scenarios'],
  ['env', 'signals', 'reward', 'guardrails'],
  ['policies'],
  ['make', 'reference'],
  ['text'],
  ['trace'],
  ['evaluation', 'training', 'rollout'],
  ['server', 'studio', 'index'],
  ['testing'],
  ['cli', 'docs'],
]

/** Parts that may import less than what lies below them: a policy sees what an agent sees. */
const narrower: Readonly<Record<string, readonly string[]>> = {
  policies: ['core', 'llm', 'world', 'env'],
}

/** Parts from which the given ones must not be reached, by whatever way. */
const unreachable: readonly (readonly [from: string, to: string])[] = [
  ['personas', 'policies'],
  ['signals', 'policies'],
]

/** The part a file belongs to: `src/env/step.ts` is of `env`, `src/make.ts` is `make`. */
function partOf(path: string): string {
  return path.split('/')[1]!.replace(/\.ts$/, '')
}

function wrongImports(files: readonly SourceFile[]): readonly string[] {
  const level = (part: string): number => layers.findIndex(layer => layer.includes(part))
  return files.flatMap(file => {
    const from = partOf(file.path)
    if (level(from) < 0) return [`${file.path}: "${from}" is in no layer`]
    return importsOf(file).flatMap(imported => {
      const to = partOf(imported)
      if (from === to) return []
      if (level(to) > level(from)) return [`${file.path} imports upward: ${imported}`]
      if (level(to) === level(from)) return [`${file.path} imports a sibling: ${imported}`]
      if (narrower[from]?.includes(to) === false) return [`${file.path} may not import ${imported}`]
      return []
    })
  })
}

/** Imports that lead back to the file they started from, each as the way around. */
function cycles(files: readonly SourceFile[]): readonly string[] {
  const imports = new Map(files.map(file => [file.path, importsOf(file)]))
  const found: string[] = []
  const finished = new Set<string>()
  const way: string[] = []
  function visit(path: string): void {
    if (finished.has(path)) return
    const at = way.indexOf(path)
    if (at >= 0) {
      found.push([...way.slice(at), path].join(' → '))
      return
    }
    way.push(path)
    for (const imported of imports.get(path) ?? []) visit(imported)
    way.pop()
    finished.add(path)
  }
  for (const { path } of files) visit(path)
  return found
}

/** Parts that can be reached from a part, over any number of imports. */
function reachableFrom(part: string, files: readonly SourceFile[]): ReadonlySet<string> {
  const imports = new Map(files.map(file => [file.path, importsOf(file)]))
  const queue = files.map(({ path }) => path).filter(path => partOf(path) === part)
  const seen = new Set(queue)
  for (const path of queue) {
    for (const imported of imports.get(path) ?? []) {
      if (!seen.has(imported)) queue.push(imported)
      seen.add(imported)
    }
  }
  return new Set(queue.map(partOf))
}

/** Imports of files that are not there. */
function dangling(files: readonly SourceFile[]): readonly string[] {
  const known = new Set(files.map(({ path }) => path))
  return files.flatMap(file =>
    importsOf(file)
      .filter(imported => !known.has(imported))
      .map(imported => `${file.path} imports ${imported}`),
  )
}

describe('the imports of the source', () => {
  const files = sourcesUnder('src')

  it('are all read: no folder is overlooked, and every import leads to a file', () => {
    expect(files.length).toBeGreaterThan(80)
    expect(files.flatMap(importsOf).length).toBeGreaterThan(250)
    expect(dangling(files)).toEqual([])
  })

  it('run downward, and never to a sibling', () => {
    expect(wrongImports(files)).toEqual([])
  })

  it('never lead back to where they started', () => {
    expect(cycles(files)).toEqual([])
  })

  it.each(unreachable)('lead from %s to no file of %s', (from, to) => {
    const reachable = reachableFrom(from, files)
    expect(reachable).toContain('core')
    expect(reachable).not.toContain(to)
  })
})

const planted: Record<string, { text: string; path?: string }> = {
  'src/core/clock.ts imports upward: src/env/index.ts': { text: "import { x } from '../env/index.ts'" },
  'src/core/clock.ts imports upward: src/world/world.ts': {
    text: "import type { World } from '../world/world.ts'",
  },
  'src/core/clock.ts imports upward: src/world/acts.ts': {
    text: "import { type Topic, topics } from '../world/acts.ts'",
  },
  'src/core/clock.ts imports upward: src/make.ts': { text: "export { makeEnv } from '../make.ts'" },
  'src/core/clock.ts imports upward: src/policies/index.ts': { text: "export * from '../policies/index.ts'" },
  'src/core/clock.ts imports upward: src/cli/main.ts': {
    text: "const main = await import('../cli/main.ts')",
  },
  'src/reward/terms.ts imports a sibling: src/signals/index.ts': {
    path: 'src/reward/terms.ts',
    text: "import { signalStation } from '../signals/index.ts'",
  },
  'src/policies/playbook.ts may not import src/scenarios/index.ts': {
    path: 'src/policies/playbook.ts',
    text: "import { truthOf } from '../scenarios/index.ts'",
  },
  'src/utils/all.ts: "utils" is in no layer': { path: 'src/utils/all.ts', text: 'export const x = 1' },
}

describe('a planted import', () => {
  it.each(Object.entries(planted))('is found: %s', (violation, { path = 'src/core/clock.ts', text }) => {
    expect(wrongImports([{ path, text }])).toEqual([violation])
  })

  it('that is fine is left alone', () => {
    const text =
      "import { clamp } from '../core/math.ts'\nimport { z } from 'zod'\nimport { a } from './acts.ts'"
    expect(wrongImports([{ path: 'src/world/world.ts', text }])).toEqual([])
  })

  it('that closes a circle is found', () => {
    const files = [
      { path: 'src/core/a.ts', text: "import './b.ts'" },
      { path: 'src/core/b.ts', text: "import type { C } from './c.ts'" },
      { path: 'src/core/c.ts', text: "export { a } from './a.ts'" },
    ]
    expect(cycles(files)).toEqual(['src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts'])
  })

  it('that leads to the policies by a detour is found', () => {
    const files = [
      { path: 'src/personas/mood.ts', text: "import '../core/detour.ts'" },
      { path: 'src/core/detour.ts', text: "import '../policies/index.ts'" },
      { path: 'src/policies/index.ts', text: '' },
    ]
    expect(reachableFrom('personas', files)).toContain('policies')
  })

  it('of a file that is not there is found', () => {
    expect(dangling([{ path: 'src/core/a.ts', text: "import './gone.ts'" }])).toHaveLength(1)
  })
})
