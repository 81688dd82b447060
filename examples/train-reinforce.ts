// REINFORCE over the discrete face, in one file: a linear softmax policy on the float observation, masked by what is
// possible, with a running mean as the baseline. Run it under a TypeScript runner; EPISODES and SEED come from outside.
import seedrandom from 'seedrandom'
import { makeEnv } from 'supportgym'

const episodes = Number(process.env.EPISODES ?? 3000)
const seed = Number(process.env.SEED ?? 1)
const learningRate = 0.05
const baselineRate = 0.05
const scenario = 'duplicate-charge-v1'

const env = makeEnv('billing-support-v4', { observation: 'float', reward: 'business', stepsMax: 20 })
const inputs = env.observationSpace.float.shape[0]
const actions = env.actionSpace.discrete.n
const weights = new Float64Array(actions * inputs)
const uniform = seedrandom.alea(String(seed))
let baseline = 0

/** The return of each episode: the learning curve. */
export const returns: number[] = []
/** Actions that were tried though the mask forbids them: none. */
export let forbidden = 0

for (let episode = 0; episode < episodes; episode++) {
  // Collect one episode.
  const steps: { observation: Float32Array; action: number; chances: Float64Array }[] = []
  let { observation, info } = env.reset({ seed: seed + episode, options: { scenario } })
  for (let done = false; !done; ) {
    const chances = softmax(observation, info.actionMask)
    const action = draw(chances)
    if (info.actionMask[action] !== 1) forbidden += 1
    steps.push({ observation, action, chances })
    const step = env.step(action)
    observation = step.observation
    info = step.info
    done = step.terminated || step.truncated
  }
  returns.push(info.return)

  // ∇ log π(a|s) = (1[a] − π(·|s)) ⊗ s, by how much better the episode went than usual.
  const advantage = info.return - baseline
  baseline += baselineRate * advantage
  for (const { observation: seen, action, chances } of steps) {
    for (let a = 0; a < actions; a++) {
      const slope = (learningRate * advantage * ((a === action ? 1 : 0) - chances[a]!)) / steps.length
      if (slope === 0) continue
      for (let i = 0; i < inputs; i++) weights[a * inputs + i]! += slope * seen[i]!
    }
  }
  if ((episode + 1) % 500 === 0) {
    console.log(
      `episode ${episode + 1}  mean return of the last 500: ${mean(returns.slice(-500)).toFixed(3)}`,
    )
  }
}

function softmax(observation: Float32Array, mask: Uint8Array): Float64Array {
  const scores = new Float64Array(actions).fill(Number.NEGATIVE_INFINITY)
  for (let a = 0; a < actions; a++) {
    if (mask[a] !== 1) continue
    scores[a] = 0
    for (let i = 0; i < inputs; i++) scores[a]! += weights[a * inputs + i]! * observation[i]!
  }
  const highest = Math.max(...scores)
  const chances = scores.map(score => Math.exp(score - highest))
  const whole = chances.reduce((sum, chance) => sum + chance, 0)
  return chances.map(chance => chance / whole)
}

function draw(chances: Float64Array): number {
  let left = uniform()
  for (const [action, chance] of chances.entries()) {
    left -= chance
    if (left < 0) return action
  }
  return chances.findLastIndex(chance => chance > 0)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
