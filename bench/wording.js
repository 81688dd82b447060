/** Messages of episodes, worded one after the other as they came about. */
import { makeEnv, policyNamed } from '../dist/index.js'
import { loadWording } from '../dist/language/wording/index.js'

const EPISODES = 400

export function wordedMessages() {
  const word = loadWording()
  const cases = Array.from({ length: EPISODES }, (_, seed) => spoken(seed))
  return () => {
    let units = 0
    const startedAt = performance.now()
    for (const { voice, messages } of cases) {
      const before = []
      for (const message of messages) {
        before.push(word({ message, voice, before }))
        units++
      }
    }
    return { units, ms: performance.now() - startedAt }
  }
}

/** What the customer of an episode means, as the playbook brings it about, and how they speak. */
function spoken(seed) {
  const env = makeEnv('billing-support-v4')
  const policy = policyNamed('playbook').make(seed)
  let { observation, info } = env.reset({ seed })
  for (let done = false; !done; ) {
    const step = env.step(policy.act(observation, info).action)
    ;({ observation, info } = step)
    done = step.terminated || step.truncated
  }
  return {
    voice: env.speaker().voice,
    messages: observation.transcript.filter(({ from }) => from === 'customer').map(({ message }) => message),
  }
}
