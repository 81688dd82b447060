import { describe, expect, it } from 'vitest'
import { type SourceFile, sourcesUnder } from './source.ts'

/** Where wall clocks may be read: what is printed for people, and the logs of the server. */
const wallClockFolders = ['src/cli/', 'src/server/']

/** What would make a run depend on more than the seed and the actions: a pattern, and a line it must find. */
const forbidden: Readonly<Record<string, { readonly pattern: RegExp; readonly planted: string }>> = {
  'the wall clock (Date.now)': { pattern: /\bDate\s*\.\s*now\b/, planted: 'const at = Date.now()' },
  'the wall clock (new Date)': { pattern: /\bnew\s+Date\s*\(\s*\)/, planted: 'const at = new Date()' },
  'the wall clock (Date as a function)': { pattern: /(?<!new\s+)\bDate\s*\(/, planted: 'log(Date())' },
  'the wall clock (performance)': {
    pattern: /\bperformance\s*\.\s*(now|timeOrigin)\b/,
    planted: 'const startedAt = performance.now()',
  },
  'the wall clock (hrtime)': { pattern: /\bhrtime\b/, planted: 'process.hrtime.bigint()' },
  'the global random generator': {
    pattern: /\bMath\s*\.\s*random\b/,
    planted: 'if (Math.random() < 0.5) leave()',
  },
  'random ids and bytes': {
    pattern: /\b(randomUUID|randomBytes|getRandomValues|randomInt)\b/,
    planted: 'const id = crypto.randomUUID()',
  },
  'the global seedrandom': {
    pattern: /\bseedrandom\s*\(|global:\s*true/,
    planted: "seedrandom('7', { global: true })",
  },
  'the shared faker': {
    pattern: /import\s*\{[^}]*\bfaker\b[^}]*\}\s*from/,
    planted: "import { base, faker } from '@faker-js/faker'",
  },
  'Math.pow, which differs between Node lines': {
    pattern: /\bMath\s*\.\s*pow\b/,
    planted: 'Math.pow(x, 0.88)',
  },
  // `digits` is how many a currency has: a whole number that goes by a name.
  'a power whose exponent is not a whole number': {
    pattern: /\*\*(?!\s*(?:-?\d+(?![\d.])|digits\b))/,
    planted: 'const worth = x ** 0.88',
  },
}

/** What makes the order of things depend on how fast they go. */
const timers = /\b(setTimeout|setInterval|setImmediate)\s*\(/

const LINES_MAX = 300

/** The code without its comments, so that they may talk about what is forbidden. */
function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
}

function found(files: readonly SourceFile[], pattern: RegExp): readonly string[] {
  return files.flatMap(({ path, text }) => {
    if (wallClockFolders.some(folder => path.startsWith(folder))) return []
    const match = pattern.exec(codeOf(text))
    return match === null ? [] : [`${path}: ${match[0].trim()}`]
  })
}

describe('the source', () => {
  const files = sourcesUnder('src')

  it('is all read', () => {
    expect(files.length).toBeGreaterThan(80)
  })

  it.each(Object.entries(forbidden))('does not use %s', (_what, { pattern }) => {
    expect(found(files, pattern)).toEqual([])
  })

  it('waits for no timer in what a step is made of', () => {
    const core = files.filter(({ path }) => !/^src\/(cli|server|rollout|language)\//.test(path))
    expect(found(core, timers)).toEqual([])
  })

  it('has no folder or file of odds and ends', () => {
    const paths = [...files, ...sourcesUnder('test')].map(({ path }) => path)
    expect(oddsAndEnds(paths)).toEqual([])
  })

  it('has no file longer than a sitting', () => {
    const tooLong = files.filter(({ text }) => lineCount(text) > LINES_MAX).map(({ path }) => path)
    expect(tooLong).toEqual([])
  })
})

function oddsAndEnds(paths: readonly string[]): readonly string[] {
  return paths.filter(path => /(^|\/)(utils?|helpers?|common|misc)(\/|\.ts$)/.test(path))
}

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}

describe('a planted line', () => {
  it.each(Object.entries(forbidden))('with %s is found', (_what, { pattern, planted }) => {
    expect(
      found([{ path: 'src/world/planted.ts', text: `export const x = 1\n${planted}\n` }], pattern),
    ).toHaveLength(1)
  })

  it.each([
    'const date = new Date(atMs)',
    'const scale = 2 ** -33',
    'const scale = 10 ** digits',
    '// Math.pow and Date.now() differ; see power()',
    '/** Not `x ** 0.88`, and no Math.random(). */',
    "import { Faker } from '@faker-js/faker'",
    'draw = seedrandom.alea(key)',
  ])('that is fine is left alone: %s', text => {
    for (const { pattern } of Object.values(forbidden)) {
      expect(found([{ path: 'src/world/planted.ts', text }], pattern)).toEqual([])
    }
  })

  it('that reads the wall clock is left alone where people read the time', () => {
    const text = 'const startedAt = Date.now()'
    const { pattern } = forbidden['the wall clock (Date.now)']!
    expect(found([{ path: 'src/cli/run.ts', text }], pattern)).toEqual([])
    expect(found([{ path: 'src/rollout/run.ts', text }], pattern)).toHaveLength(1)
  })

  it('in a folder of odds and ends is found by the folder', () => {
    expect(
      oddsAndEnds(['src/utils/money.ts', 'src/env/helpers.ts', 'src/common/x.ts', 'src/env/step.ts']),
    ).toEqual(['src/utils/money.ts', 'src/env/helpers.ts', 'src/common/x.ts'])
  })

  it('too many makes a file too long', () => {
    expect(lineCount('x\n'.repeat(LINES_MAX))).toBe(LINES_MAX)
    expect(lineCount('x\n'.repeat(LINES_MAX + 1))).toBeGreaterThan(LINES_MAX)
  })
})
