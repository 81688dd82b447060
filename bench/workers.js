/** Worker threads at the main job: chunks of it, recorded into files as `supportgym run` does. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { jobOf } from '../dist/cli/job.js'
import { chunksOf, removeChunks, workers } from '../dist/rollout/index.js'

/** Short chunks: at the end of a round nobody waits long for another one. */
const CHUNK_LENGTH = 2
const WARM_UP_MS = 8_000

/** A pool that has been warmed up: compiled code is a worker's own. */
export async function startWorkers(count) {
  const { identity, configHash, plan } = jobOf({
    episodes: 2_000,
    seed: 1,
    reward: 'business',
    delivery: 'settle',
  })
  const folder = mkdtempSync(join(tmpdir(), 'supportgym-bench-'))
  const entry = new URL('../dist/cli/worker.js', import.meta.url)
  const executor = await workers({ count, entry, data: { identity, configHash, folder } })
  const chunks = [...chunksOf(plan, CHUNK_LENGTH)]
  let next = 0

  /** Steps a second, over at least so many milliseconds. */
  async function rate(ms) {
    const startedMs = performance.now()
    let steps = 0
    function* until() {
      while (performance.now() - startedMs < ms) yield chunks[next++ % chunks.length]
    }
    await executor.run(until(), ({ spent }) => {
      for (const each of spent) steps += each.steps
    })
    const tookMs = performance.now() - startedMs
    removeChunks(folder)
    return (1000 * steps) / tookMs
  }

  await rate(WARM_UP_MS)
  return {
    rate,
    async stop() {
      await executor.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** What two threads that share nothing get done against one: no two workers on this machine, now, can do better. */
export async function twoThreadsAgainstOne() {
  const alone = await busyMs(1)
  return (2 * alone) / (await busyMs(2))
}

const BUSY = 'let sum = 0; for (let index = 0; index < 4e8; index++) sum += index % 7'

async function busyMs(count) {
  const startedMs = performance.now()
  const threads = Array.from({ length: count }, () => new Worker(BUSY, { eval: true }))
  await Promise.all(threads.map(thread => new Promise(resolve => thread.on('exit', resolve))))
  return performance.now() - startedMs
}
