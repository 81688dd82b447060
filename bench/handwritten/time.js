/** How fast the hand-written loop is, and that it allocates nothing. */

import { createLoop } from './loop.js'

const ROUNDS = 7
const ROUND_MS = 300
const CHECKED_STEPS = 1_000_000

export function time(scripts) {
  const loop = createLoop(scripts.length)
  const steps = scripts.reduce((sum, { actions }) => sum + actions.length, 0)
  for (let round = 0; round < 100; round++) playAll(loop, scripts)
  const rates = Array.from({ length: ROUNDS }, () => {
    const startedMs = performance.now()
    let elapsedMs = 0
    let played = 0
    while (elapsedMs < ROUND_MS) {
      playAll(loop, scripts)
      played += steps
      elapsedMs = performance.now() - startedMs
    }
    return (1000 * played) / elapsedMs
  })
  const rate = rates.toSorted((one, other) => one - other)[ROUNDS >> 1]
  const per = scripts.length / steps
  console.log(`${Math.round(rate).toLocaleString('en-US')} steps/s, ${(per * rate) | 0} resets/s among them`)
  const before = process.memoryUsage().heapUsed
  for (let played = 0; played < CHECKED_STEPS; played += steps) playAll(loop, scripts)
  const grownBytes = process.memoryUsage().heapUsed - before
  console.log(`heap over ${CHECKED_STEPS.toLocaleString('en-US')} steps: ${grownBytes} bytes`)
}

/** Every script from its reset to its end, each in a row of its own. */
function playAll(loop, scripts) {
  for (let i = 0; i < scripts.length; i++) {
    const { seed, actions } = scripts[i]
    loop.reset(i, seed)
    for (let step = 0; step < actions.length; step++) loop.step(i, actions[step])
  }
}
