import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { policies } from '../../src/index.ts'
import {
  chunkPlayer,
  chunkSet,
  chunksOf,
  inProcess,
  planEpisodes,
  playerOf,
  removeChunks,
} from '../../src/rollout/index.ts'
import { loadCatalogue, loadPersonaPack } from '../../src/scenarios/index.ts'
import { TraceConfig } from '../../src/trace/index.ts'

const STEPS = process.env.SUPPORTGYM_FULL === '1' ? 1_000_000 : 8_000
const POINTS = 10
const MIB = 2 ** 20
/** What a heap may grow by once everything is warm, whatever the number of steps. */
const GROWTH_MIB_MAX = 8

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

it(`memory stays flat over ${STEPS.toLocaleString('en-US')} steps`, async () => {
  const { scenarios } = loadCatalogue()
  const { archetypes } = loadPersonaPack()
  const plan = planEpisodes({ scenarios, archetypes, episodes: Math.ceil(STEPS / 50), seed: 1 })
  const folder = mkdtempSync(join(tmpdir(), 'supportgym-'))
  const sink = { folder, configHash: 'a'.repeat(64), nowMs: () => 0 }
  const config = TraceConfig.parse({})
  const play = chunkPlayer(playerOf({ env: 'billing-support-v4', config, policies }), sink)
  const chunks = chunkSet()
  const points: { steps: number; heapMiB: number; rssMiB: number }[] = []
  let steps = 0

  function* untilEnough() {
    for (const chunk of chunksOf(plan, 4)) {
      if (steps >= STEPS) return
      yield chunk
    }
  }
  await inProcess(play).run(untilEnough(), record => {
    chunks.add(record, folder)
    removeChunks(folder) // or the disk would fill with what nobody reads here
    steps += record.spent.reduce((sum, each) => sum + each.steps, 0)
    if (steps < ((points.length + 1) * STEPS) / POINTS) return
    collect()
    const { heapUsed, rss } = process.memoryUsage()
    points.push({ steps, heapMiB: Math.round(heapUsed / MIB), rssMiB: Math.round(rss / MIB) })
  })
  console.table(points)
  expect(steps).toBeGreaterThanOrEqual(STEPS)
  // The first fifth warms up: templates, compiled charts, machine code.
  const [, first] = points
  expect(points.at(-1)!.heapMiB - first!.heapMiB).toBeLessThan(GROWTH_MIB_MAX)
})
