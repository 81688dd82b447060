import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { parse } from 'yaml'
import { parseFile } from '../../src/core/data.ts'
import { loadCast, Scenario } from '../../src/scenarios/index.ts'
import { root } from '../house/source.ts'
import type { Block } from './blocks.ts'

/** Languages whose blocks are run, and those that are only looked at. */
export const ranLanguages: ReadonlySet<string> = new Set(['js', 'ts', 'yaml', 'sh', 'console'])
export const shownLanguages: ReadonlySet<string> = new Set(['', 'text', 'mermaid'])

/** A folder in which the blocks of one page are run, one after another, as its reader would. */
export interface Workspace {
  /** What is wrong with the block, or null. */
  run(block: Block): Promise<string | null>
  remove(): void
}

/** In the checkout, so that `supportgym` is this package, and in a folder that git ignores. */
const parent = join(root, '.docs-examples')

export function openWorkspace(): Workspace {
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'page-'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules', 'supportgym'), 'dir')
  writeFileSync(join(folder, 'vitest.config.js'), vitestConfig)
  writeNpx(join(folder, 'bin'))
  return {
    run: block => runBlock(block, folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Or this checkout's would be taken. The package is used as built, and a busy machine gets the time it needs. */
const vitestConfig = `export default {
  test: { testTimeout: 60_000, server: { deps: { external: [/[/]dist[/]/] } } },
}
`

/** An `npx` that runs what was built here, and nothing from elsewhere. */
function writeNpx(bin: string): void {
  mkdirSync(bin)
  const file = join(bin, 'npx')
  const node = `exec "${process.execPath}"`
  writeFileSync(
    file,
    `#!/bin/sh
tool="$1"; shift
case "$tool" in
  supportgym) ${node} "${join(root, 'dist', 'cli', 'main.js')}" "$@" ;;
  vitest) ${node} "${join(root, 'node_modules', 'vitest', 'vitest.mjs')}" "$@" ;;
  *) echo "npx $tool: the examples may not need it" >&2; exit 127 ;;
esac
`,
  )
  chmodSync(file, 0o755)
}

function runBlock(block: Block, folder: string): Promise<string | null> {
  switch (block.language) {
    case 'js':
    case 'ts':
      return runScript(block, folder)
    case 'yaml':
      return checkYaml(block, folder)
    case 'sh':
      return runCommands(block, folder)
    default:
      return checkConsole(block, folder)
  }
}

async function runScript(block: Block, folder: string): Promise<string | null> {
  const file = write(block, folder, `line-${block.line}.mjs`)
  if (block.isRunBelow) return null
  const { code, output } = await execute(process.execPath, [file], folder)
  return code === 0 ? null : `exit code ${code}:\n${output}`
}

/** Whole files alone: a scenario, or a pack of archetypes or personas. */
async function checkYaml(block: Block, folder: string): Promise<string | null> {
  const file = write(block, folder, `line-${block.line}.yaml`)
  const keys = Object.keys((parse(block.text) as object | null) ?? {})
  try {
    if (keys.includes('archetypes') || keys.includes('personas')) loadCast(join(folder, file))
    else parseFile(join(folder, file), Scenario)
  } catch (error) {
    return String(error)
  }
  if (!keys.includes('causes')) return null
  const { code, output } = await execute('npx', ['supportgym', 'scenarios', 'validate', file], folder)
  return code === 0 ? null : output
}

async function runCommands(block: Block, folder: string): Promise<string | null> {
  const { code, output } = await shell(block.text, folder)
  return code === 0 ? null : `exit code ${code}:\n${output}`
}

/** Lines after `$ ` are commands, the others what they print; `…` stands for whatever is there. */
async function checkConsole(block: Block, folder: string): Promise<string | null> {
  for (const session of block.text.split(/^\$ /m).filter(text => text.trim() !== '')) {
    const [command, ...expected] = session.trimEnd().split('\n')
    const { output } = await shell(command!, folder)
    if (!matches(output.trimEnd(), expected.join('\n'))) {
      return `$ ${command}\nexpected:\n${expected.join('\n')}\nprinted:\n${output}`
    }
  }
  return null
}

function matches(printed: string, expected: string): boolean {
  const parts = expected.split('…').map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[\\s\\S]*')}$`).test(printed)
}

function write({ file, text }: Block, folder: string, fallback: string): string {
  const name = file ?? fallback
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
  return name
}

/** Runs shell commands, stopping at the first that fails; `runs/<id>` is the run that was written here. */
function shell(commands: string, folder: string): Promise<Ended> {
  const known = commands.replaceAll('runs/<id>', 'runs/*')
  return execute('sh', ['-e', '-c', `exec 2>&1\n${known}`], folder)
}

interface Ended {
  readonly code: number | string
  /** Of both streams. */
  readonly output: string
}

const SECONDS_MAX = 60

function execute(command: string, args: readonly string[], folder: string): Promise<Ended> {
  const env = {
    PATH: [join(folder, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
    HOME: folder,
    NO_COLOR: '1',
  }
  return new Promise(resolve => {
    const options = { cwd: folder, env, timeout: 1000 * SECONDS_MAX, maxBuffer: 64 * 2 ** 20 }
    execFile(command, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? 'killed'), output: stdout + stderr })
    })
  })
}
