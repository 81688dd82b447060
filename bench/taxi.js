import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('taxi.py', import.meta.url))

/**
 * Taxi-v4 in a Python beside us: `rate(seconds)` gives its steps a second. Null where there is no Python with gymnasium
 * (SUPPORTGYM_PYTHON names another interpreter).
 */
export async function startTaxi() {
  const python = process.env.SUPPORTGYM_PYTHON ?? 'python3'
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'ignore'] })
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  child.stdin.on('error', () => {}) // a Python that has gone: the answer below says so
  child.on('error', () => {})
  const rate = async seconds => {
    child.stdin.write(`${seconds}\n`)
    const { value } = await answers.next()
    return value === undefined ? null : Number(value)
  }
  if ((await rate(0.2)) === null) return null
  return {
    rate,
    async stop() {
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}
