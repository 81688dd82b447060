import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { vi } from 'vitest'
import { runProgram } from '../../src/cli/program.ts'

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** An empty folder to run commands in. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'supportgym-'))
}

interface Place {
  /** Where the person stands. */
  readonly cwd?: string
}

/**
 * Runs the command line in this process, one command at a time: for what a command does and says, where it does not
 * matter that a process begins and ends with it.
 */
export async function supportgym(args: readonly string[], { cwd = tmpdir() }: Place = {}): Promise<Ended> {
  const before = { argv: process.argv, cwd: process.cwd(), exitCode: process.exitCode }
  const written = { stdout: '', stderr: '' }
  const spies = (['stdout', 'stderr'] as const).map(stream =>
    vi.spyOn(process[stream], 'write').mockImplementation(chunk => {
      written[stream] += stripVTControlCharacters(String(chunk))
      return true
    }),
  )
  process.argv = [process.execPath, main, ...args]
  process.exitCode = 0
  process.chdir(cwd)
  try {
    await runProgram(process.argv)
    return { code: Number(process.exitCode), ...written }
  } finally {
    for (const spy of spies) spy.mockRestore()
    process.chdir(before.cwd)
    process.argv = before.argv
    process.exitCode = before.exitCode
  }
}

interface Circumstances extends Place {
  /** What on stderr makes them press Ctrl-C, once. */
  readonly interruptWhen?: RegExp
  /** Asked again and again: when it holds, the process is killed with -9. */
  readonly killWhen?: () => boolean
}

/** Runs the built command line in a process of its own, as a person would. */
export function supportgymProcess(
  args: readonly string[],
  { cwd = tmpdir(), interruptWhen, killWhen }: Circumstances = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '1' },
  })
  const watch = setInterval(() => {
    if (killWhen?.() === true) child.kill('SIGKILL')
  }, 3)
  let stdout = ''
  let stderr = ''
  let isInterrupted = false
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
    if (isInterrupted || interruptWhen?.test(stderr) !== true) return
    isInterrupted = true
    child.kill('SIGINT')
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => {
      clearInterval(watch)
      resolve({ code, stdout, stderr })
    })
  })
}
