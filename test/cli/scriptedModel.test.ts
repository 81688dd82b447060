import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { type Action, llmPolicy, makeEnv, offlineSpeech, playAsync } from '../../src/index.ts'
import { emptyFolder, supportgym } from './command.ts'

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const script = fileURLToPath(new URL('../../examples/scripted-model.yaml', import.meta.url))

const ending: (() => void)[] = []
afterEach(() => {
  for (const end of ending.splice(0)) end()
})

/** Starts `llm serve` with the example on a free port, and waits until it says where it listens. */
async function serve() {
  const child = spawn(process.execPath, [main, 'llm', 'serve', '--script', script, '--port', '0'])
  ending.push(() => child.kill('SIGKILL'))
  let stdout = ''
  const ended = new Promise<number | null>(resolve => child.on('close', resolve))
  const baseURL = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
      const found = /at (http:\/\/127\.0\.0\.1:\d+\/v1)/.exec(stdout)
      if (found !== null) resolve(found[1]!)
    })
    child.on('close', code => reject(new Error(`It ended with ${code} before it listened.`)))
  })
  return { child, baseURL, ended, printed: () => stdout }
}

describe('supportgym llm serve', () => {
  it('plays the example script, which tells two causes of a ticket apart, logs requests, and ends on Ctrl-C', async () => {
    const { child, baseURL, ended, printed } = await serve()
    expect(printed()).toContain(`new OpenAI({ apiKey: 'any', baseURL: '${baseURL}' })`)
    const played = async (cause: string) => {
      const env = makeEnv('billing-support-v4')
      const { choices } = await playAsync(env, llmPolicy({ model: 'scripted', baseURL }).make(7), {
        seed: 7,
        options: { scenario: 'duplicate-charge-v1', cause },
        speech: await offlineSpeech(),
      })
      return { report: env.report(), actions: choices.map(({ action }) => (action as Action).type) }
    }
    const twice = await played('duplicate-capture')
    expect(twice.actions).toEqual(['verify_identity', 'lookup_charges', 'issue_refund', 'reply', 'close'])
    expect(twice.report).toMatchObject({ outcome: 'resolved', leakedCents: 0, costSum: 0 })
    const hold = await played('authorization-hold')
    expect(hold.actions).toEqual(['verify_identity', 'lookup_charges', 'reply', 'close'])
    expect(hold.report).toMatchObject({ leakedCents: 0, costSum: 0 })
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(printed()).toMatch(/^\S+ POST \/v1\/chat\/completions 200$/m)
    expect(printed().match(/completions 503$/gm)).toHaveLength(1)
  })

  it('ends with 2 when the script is not there or is none, or the port is taken', async () => {
    const cwd = emptyFolder()
    expect(await supportgym(['llm', 'serve', '--script', 'none.yaml'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('none.yaml: cannot be read') as string,
    })
    writeFileSync(join(cwd, 'script.yaml'), 'rules:\n  - when: { turn: 0 }\n    say: Hi.\n')
    expect(await supportgym(['llm', 'serve', '--script', 'script.yaml'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('script.yaml: rules.0.when.turn: ') as string,
    })
    const { baseURL } = await serve()
    const { port } = new URL(baseURL)
    expect(await supportgym(['llm', 'serve', '--script', script, '--port', port])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: Port \d+: cannot listen there/) as string,
    })
  })

  it.each([[['llm']], [['llm', 'serve']]])('has an example in the help of %j', async command => {
    const { code, stdout } = await supportgym([...command, '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain('Example:\n  $ supportgym llm serve --script examples/scripted-model.yaml')
  })
})
