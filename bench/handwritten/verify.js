/**
 * Plays recorded scripts in the env of the build and in the hand-written loop, compares every output and the latent
 * state bit for bit, and prints a SHA-256 of each side's outputs: equal, or the first difference and exit code 1.
 * `--time` also measures the loop.
 *
 *   node bench/handwritten/verify.js [--seeds 1000] [--first 1000] [--time]
 */

import { createHash } from 'node:crypto'
import { parseArgs } from 'node:util'
import { discreteActions, layoutNames, makeEnv } from '../../dist/index.js'
import { latentDifference } from './latent.js'
import { covers, createLoop } from './loop.js'
import { ENV_ID, RESET_OPTIONS, recordScripts } from './record.js'
import { time } from './time.js'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    first: { type: 'string', default: '1000' },
    time: { type: 'boolean', default: false },
  },
})
const range = (first, count) => Array.from({ length: count }, (_, i) => first + i)
const first = Number(values.first)
const count = Number(values.seeds)

const numberNames = ['reward', 'terminated', 'cost', 'cost sum']
const maskNames = discreteActions.map(({ name }) => `mask of ${name}`)

const suites = [
  ['the 64 scripts of the benchmark', recordScripts(range(0, 64))],
  [`the seeds ${first} to ${first + count - 1}`, recordScripts(range(first, count))],
  ['seeds beyond 2^32', recordScripts(range(5_000_000_000, 32))],
  [`any action, possible or not, ${count} seeds`, recordScripts(range(9_000, count), { everything: true })],
]
console.log(`covered: ${covers}`)
let differences = 0
for (const [name, scripts] of suites) differences += verify(name, scripts)
if (values.time) time(suites[0][1])
process.exitCode = differences === 0 ? 0 : 1

/** Answers the number of episodes that differ. */
function verify(name, scripts) {
  const env = makeEnv(ENV_ID, { observation: 'float' })
  // Two rows: the loop's env is the second, so that a write beside its own row would show.
  const loop = createLoop(2)
  const hashes = { env: createHash('sha256'), loop: createHash('sha256') }
  let steps = 0
  let differing = 0
  for (const { seed, actions } of scripts) {
    const begun = env.reset({ seed, options: RESET_OPTIONS })
    loop.reset(1, seed)
    let difference = compare(hashes, outputsOf(begun), outputsAt(loop, 1))
    difference ??= latentDifference(env.snapshot(), loop, 1)
    let step = 0
    while (difference === null && step < actions.length) {
      const result = env.step(actions[step])
      loop.step(1, actions[step])
      step += 1
      difference = compare(hashes, outputsOf(result), outputsAt(loop, 1))
      difference ??= latentDifference(env.snapshot(), loop, 1)
    }
    steps += step
    if (difference === null) continue
    differing += 1
    const names = [...actions.slice(0, step)].map(action => discreteActions[action].name)
    if (differing <= 5) console.log(`seed ${seed}, step ${step}: ${difference}\n  after ${names.join(', ')}`)
  }
  const digests = [hashes.env.digest('hex'), hashes.loop.digest('hex')]
  const isEqual = digests[0] === digests[1] && differing === 0
  const size = `${scripts.length} episodes, ${steps} steps`
  console.log(`${name}: ${size}: ${isEqual ? 'equal' : `DIFFERENT in ${differing} episodes`}`)
  console.log(`  env  ${digests[0]}\n  loop ${digests[1]}`)
  return differing
}

function outputsOf({ observation, info, reward = 0, terminated = false }) {
  const numbers = Float64Array.of(reward, terminated ? 1 : 0, info.costs.cost, info.costs.cost_sum)
  return { observation, mask: info.actionMask, numbers }
}

function outputsAt(loop, i) {
  const { observations, masks, rewards, terminations, costs, costSums } = loop
  return {
    observation: observations.subarray(i * layoutNames.length, (i + 1) * layoutNames.length),
    mask: masks.subarray(i * discreteActions.length, (i + 1) * discreteActions.length),
    numbers: Float64Array.of(rewards[i], terminations[i], costs[i], costSums[i]),
  }
}

/** Hashes both sides; null where they are the same, else the first difference. */
function compare(hashes, expected, found) {
  const parts = [
    ['observation', layoutNames],
    ['mask', maskNames],
    ['numbers', numberNames],
  ]
  for (const [part] of parts) {
    hashes.env.update(bytesOf(expected[part]))
    hashes.loop.update(bytesOf(found[part]))
  }
  for (const [part, names] of parts) {
    if (Buffer.compare(bytesOf(expected[part]), bytesOf(found[part])) === 0) continue
    const at = names.findIndex((_, i) => !Object.is(expected[part][i], found[part][i]))
    return `${names[at]} is ${expected[part][at]} in the env, ${found[part][at]} in the loop`
  }
  return null
}

function bytesOf({ buffer, byteOffset, byteLength }) {
  return Buffer.from(buffer, byteOffset, byteLength)
}
