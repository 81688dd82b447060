/**
 * What the env does in a second, on one core: medians over interleaved rounds, so that a slow moment of the machine
 * falls on every line alike. `--json` prints `{ results: [{ name, unit, median }] }` alone.
 */
import { makeEnv, policyNamed } from '../dist/index.js'

const ROUNDS = 7
const ROUND_MS = 250
const SEEDS = 64

const playbook = policyNamed('playbook')

/** Each measure makes what it needs and returns a function that does some units of work and says how many. */
const measures = {
  step: () => {
    const scripts = Array.from({ length: SEEDS }, (_, seed) => scriptOf(seed))
    let next = 0
    return () => {
      const { start, actions } = scripts[next++ % SEEDS]
      const env = start.fork() // a hundredth of the steps' time; a reset would be a tenth
      for (const action of actions) env.step(action)
      return actions.length
    }
  },
  reset: () => {
    const env = makeEnv('billing-support-v1')
    let seed = 0
    return () => {
      for (let unit = 0; unit < 20; unit++) env.reset({ seed: seed++ % SEEDS })
      return 20
    }
  },
  observe: () => midway(env => env.observe()),
  fork: () => midway(env => env.fork()),
  snapshot: () => midway(env => env.snapshot()),
  episode: () => {
    const env = makeEnv('billing-support-v1')
    let seed = 0
    return () => {
      play(env, seed++ % SEEDS)
      return 1
    }
  },
}

/** An env at the start of an episode, and what the playbook does in it. */
function scriptOf(seed) {
  const start = makeEnv('billing-support-v1')
  start.reset({ seed })
  return { start, actions: play(makeEnv('billing-support-v1'), seed) }
}

/** Plays an episode with the playbook, settlement included; gives its actions. */
function play(env, seed) {
  const policy = playbook.make(seed)
  const actions = []
  let current = env.reset({ seed })
  for (;;) {
    const { action } = policy.act(current.observation, current.info)
    actions.push(action)
    current = env.step(action)
    if (current.terminated || current.truncated) return actions
  }
}

/** A call on an env that stands in the middle of a ticket. */
function midway(call) {
  const env = makeEnv('billing-support-v1')
  const policy = playbook.make(1)
  let { observation, info } = env.reset({ seed: 1 })
  for (let step = 0; step < 6; step++)
    ({ observation, info } = env.step(policy.act(observation, info).action))
  return () => {
    for (let unit = 0; unit < 20; unit++) call(env)
    return 20
  }
}

function rateOf(work) {
  const startedMs = performance.now()
  let units = 0
  let elapsedMs = 0
  while (elapsedMs < ROUND_MS) {
    units += work()
    elapsedMs = performance.now() - startedMs
  }
  return (1000 * units) / elapsedMs
}

function median(values) {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

const running = Object.entries(measures).map(([name, prepare]) => ({ name, work: prepare(), rates: [] }))
for (const { work } of running) rateOf(work)
for (let round = 0; round < ROUNDS; round++) for (const each of running) each.rates.push(rateOf(each.work))

const results = running.map(({ name, rates }) => ({
  name,
  unit: 'per second',
  median: Math.round(median(rates)),
}))
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ results }, null, 2))
} else {
  console.log(`interpreted env, playbook, Node ${process.version}: medians of ${ROUNDS} rounds`)
  for (const { name, unit, median: rate } of results) {
    console.log(`${name.padEnd(10)}${rate.toLocaleString('en-US').padStart(10)}  ${unit}`)
  }
}
