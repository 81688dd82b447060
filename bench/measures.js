/**
 * What is measured, each as the compiled env does it, as the interpreted one does, and as the hand-written loop does
 * where it can. A measure makes what it needs and returns a function that does some units of work and says how many
 * units it did in how many timed milliseconds.
 */
import { compile } from '../dist/core/compile.js'
import { interpret } from '../dist/core/interpret.js'
import { makeEnv, makeVectorEnv, policyNamed } from '../dist/index.js'
import { supportMachine } from '../dist/world/support.machine.js'
import { createLoop } from './handwritten/loop.js'
import { recordScripts } from './handwritten/record.js'
import { repliesUnderstood } from './language.js'
import { directRefunds, handledRefunds, httpReads, sdkAlone, sdkRefunds } from './stripe.js'
import { wordedMessages } from './wording.js'

const ID = 'billing-support-v4'
const SCENARIO = 'duplicate-charge-v1'
const SEEDS = 64
const options = { scenario: SCENARIO }
const scripts = recordScripts(Array.from({ length: SEEDS }, (_, seed) => seed))
const playbook = policyNamed('playbook')

export const runtimes = ['compiled', 'xstate']

/** Name → what it counts, and how each contender does it; `isAlone` where there is one way only. */
export const measures = {
  'chart event': { unit: 'events/s', of: chartEvents },
  'object step': { unit: 'steps/s', of: objectSteps, handWritten: () => loopSteps(1) },
  'vector step, 1': {
    unit: 'steps/s',
    of: runtime => vectorSteps(1, runtime),
    handWritten: () => loopSteps(1),
  },
  'vector step, 64': {
    unit: 'steps/s',
    of: runtime => vectorSteps(64, runtime),
    handWritten: () => loopSteps(64),
  },
  'vector step, 1,024': {
    unit: 'steps/s',
    of: runtime => vectorSteps(1024, runtime),
    handWritten: () => loopSteps(1024),
  },
  reset: { unit: 'resets/s', of: resets, handWritten: loopResets },
  fork: { unit: 'forks/s', of: runtime => midway(runtime, env => env.fork()) },
  observe: { unit: 'observes/s', of: runtime => midway(runtime, env => env.observe()) },
  snapshot: { unit: 'snapshots/s', of: runtime => midway(runtime, env => env.snapshot()) },
  'scripted episode': { unit: 'episodes/s', of: scriptedEpisodes, handWritten: loopEpisodes },
  'playbook episode': { unit: 'episodes/s', of: playbookEpisodes },
  'refund, ledger': { unit: 'refunds/s', of: directRefunds, isAlone: true },
  'refund, request': { unit: 'refunds/s', of: handledRefunds, isAlone: true },
  'refund, stripe SDK': { unit: 'refunds/s', of: sdkRefunds, isAlone: true },
  'the SDK by itself': { unit: 'refunds/s', of: sdkAlone, isAlone: true },
  'worded message': { unit: 'messages/s', of: wordedMessages, isAlone: true },
  'reply understood': { unit: 'replies/s', of: repliesUnderstood, isAlone: true },
  'read over HTTP': { unit: 'requests/s', of: httpReads, isAlone: true },
}

/** Bytes that one of 512 live envs holds in the middle of its episode, its rows of the shared arrays included. */
export function bytesPerEnv(collect) {
  const count = 512
  inTheMiddle(count) // the fixtures, which all envs share, are run before the count begins
  collect()
  const before = process.memoryUsage()
  const vector = inTheMiddle(count)
  collect()
  const after = process.memoryUsage()
  const held = after.heapUsed - before.heapUsed + (after.arrayBuffers - before.arrayBuffers)
  return Math.round(held / vector.count)
}

/** Envs six steps into their episodes. */
function inTheMiddle(count) {
  const vector = makeVectorEnv(ID, count)
  vector.reset({ seed: 10_000 })
  const actions = new Int32Array(count)
  for (let step = 0; step < 6; step++) {
    for (let env = 0; env < count; env++) actions[env] = onePossible(vector, env, step)
    vector.step(actions)
  }
  return vector
}

function onePossible(vector, env, step) {
  if (vector.terminations[env] === 1) return 0
  const start = env * vector.actionCount
  const possible = []
  for (let action = 0; action < vector.actionCount; action++)
    if (vector.masks[start + action] === 1) possible.push(action)
  return possible[(step * 7 + env) % possible.length]
}

const quiet = {
  hasListedCharges: false,
  hasListedSubscriptions: false,
  hasListedInvoices: false,
  hasListedDisputes: false,
  hasMorePages: false,
  anger: 0.3,
}

/** A round of events as a step sends them. */
function chartEvents(runtime) {
  const chart = runtime === 'compiled' ? compile(supportMachine) : interpret(supportMachine)
  let configuration = chart.send(chart.initial(quiet), 'ticket.assigned', quiet)
  const events = ['agent.reply', 'message.sent', 'customer.appraised', 'customer.messaged', 'record.viewed']
  const rounds = runtime === 'compiled' ? 2_000 : 20
  return () =>
    timed(() => {
      for (let round = 0; round < rounds; round++) {
        for (const event of events) configuration = chart.send(configuration, event, quiet)
      }
      return rounds * events.length
    })
}

/** Each step gives a fresh observation and info, of which the mask and some fields are read. */
function objectSteps(runtime) {
  const env = makeEnv(ID, { runtime })
  let next = 0
  let read = 0
  return () => {
    const { seed, actions } = scripts[next++ % SEEDS]
    env.reset({ seed, options })
    return timed(() => {
      for (const action of actions) {
        const { observation, reward, info } = env.step(action)
        read += observation.stepsLeft + reward + info.actionMask[0]
      }
      return actions.length
    }, read)
  }
}

/** n envs, each on its own script; who has come to its end begins anew outside the timing. */
function vectorSteps(count, runtime) {
  const vector = makeVectorEnv(ID, count, { runtime, autoreset: 'Disabled' })
  return scripted(count, {
    reset: (mask, seeds) => vector.reset({ mask, seed: seeds, options }),
    step: actions => vector.step(actions),
  })
}

function loopSteps(count) {
  const loop = createLoop(count)
  return scripted(count, {
    reset(mask, seeds) {
      for (let env = 0; env < count; env++) if (mask[env] === 1) loop.reset(env, seeds[env])
    },
    step(actions) {
      for (let env = 0; env < count; env++) loop.step(env, actions[env])
    },
  })
}

function scripted(count, { reset, step }) {
  const script = Array.from({ length: count }, (_, env) => env % SEEDS)
  const at = new Int32Array(count)
  const mask = new Uint8Array(count)
  const actions = new Int32Array(count)
  reset(
    mask.fill(1),
    script.map(index => scripts[index].seed),
  )
  return () => {
    let isAnyOver = false
    for (let env = 0; env < count; env++) {
      const over = at[env] === scripts[script[env]].actions.length
      mask[env] = over ? 1 : 0
      if (!over) continue
      isAnyOver = true
      script[env] = (script[env] + 1) % SEEDS
      at[env] = 0
    }
    if (isAnyOver)
      reset(
        mask,
        script.map(index => scripts[index].seed),
      )
    for (let env = 0; env < count; env++) actions[env] = scripts[script[env]].actions[at[env]++]
    return timed(() => {
      step(actions)
      return count
    })
  }
}

function resets(runtime) {
  const env = makeEnv(ID, { runtime, observation: 'float' })
  return resetting(seed => env.reset({ seed, options }))
}

function loopResets() {
  const loop = createLoop(1)
  return resetting(seed => loop.reset(0, seed))
}

function resetting(reset) {
  let seed = 0
  return () =>
    timed(() => {
      for (let unit = 0; unit < 20; unit++) reset(seed++ % SEEDS)
      return 20
    })
}

/** A call on an env that stands in the middle of a ticket. */
function midway(runtime, call) {
  const env = makeEnv(ID, { runtime })
  const { seed, actions } = scripts[1]
  env.reset({ seed, options })
  for (const action of actions.slice(0, actions.length >> 1)) env.step(action)
  return () =>
    timed(() => {
      for (let unit = 0; unit < 20; unit++) call(env)
      return 20
    })
}

function scriptedEpisodes(runtime) {
  const env = makeEnv(ID, { runtime, observation: 'float' })
  return episodes((seed, actions) => {
    env.reset({ seed, options })
    for (const action of actions) env.step(action)
  })
}

function loopEpisodes() {
  const loop = createLoop(1)
  return episodes((seed, actions) => {
    loop.reset(0, seed)
    for (const action of actions) loop.step(0, action)
  })
}

function episodes(play) {
  let next = 0
  return () =>
    timed(() => {
      const { seed, actions } = scripts[next++ % SEEDS]
      play(seed, actions)
      return 1
    })
}

/** Every scenario, the policy's own time included. */
function playbookEpisodes(runtime) {
  const env = makeEnv(ID, { runtime })
  let seed = 0
  return () =>
    timed(() => {
      const policy = playbook.make(seed)
      let current = env.reset({ seed: seed++ % SEEDS })
      do current = env.step(policy.act(current.observation, current.info).action)
      while (!current.terminated && !current.truncated)
      return 1
    })
}

function timed(work) {
  const startedMs = performance.now()
  const units = work()
  return { units, ms: performance.now() - startedMs }
}
