/** Scripts of discrete actions for the workload of the hand-written loop, recorded by playing the env of the build. */

import { discreteActions, makeEnv, onDiscreteFace, policyNamed } from '../../dist/index.js'

export const ENV_ID = 'billing-support-v4'
export const RESET_OPTIONS = Object.freeze({ scenario: 'duplicate-charge-v1' })

/** How often something else is done than what the playbook would, and what. */
const DETOURS = 0.15
const DETOUR_TYPES = new Set([
  ...[
    'reply',
    'lookup_customer',
    'lookup_subscriptions',
    'lookup_invoices',
    'lookup_charges',
    'lookup_refunds',
    'lookup_disputes',
  ],
  ...['lookup_policy', 'next_page', 'verify_identity', 'wait', 'issue_refund', 'close'],
])

/**
 * One script a seed: the playbook on the discrete face, and in 15 % of the steps a possible action drawn uniformly
 * from replies, look-ups, identity, waits, refunds and closes. `everything: true` draws from all that the loop
 * covers, possible or not, for a harder test. What the loop does not cover is approval: where a refund would need it,
 * the script waits.
 */
export function recordScripts(seeds, { everything = false } = {}) {
  const env = makeEnv(ENV_ID)
  const playbook = onDiscreteFace(policyNamed('playbook'))
  return seeds.map(seed => {
    const random = mulberry32(seed)
    const policy = playbook.make(seed)
    const actions = []
    let { observation, info } = env.reset({ seed, options: RESET_OPTIONS })
    for (let ended = false; !ended; ) {
      const isDetour = random() < (everything ? 0.6 : DETOURS)
      const wanted = isDetour
        ? everything
          ? anything(random)
          : detour(info.actionMask, random)
        : policy.act(observation, info).action
      const action = needsApproval(env, wanted) ? WAIT : wanted
      actions.push(action)
      const result = env.step(action)
      observation = result.observation
      info = result.info
      ended = result.terminated || result.truncated
    }
    return { seed, actions: Int32Array.from(actions) }
  })
}

const WAIT = discreteActions.findIndex(({ name }) => name === 'wait.5')

function needsApproval(env, action) {
  if (discreteActions[action].type !== 'issue_refund') return false
  return env
    .fork()
    .step(action)
    .info.verdicts.some(({ kind }) => kind === 'approve')
}

const ofDetours = [...discreteActions.keys()].filter(index => DETOUR_TYPES.has(discreteActions[index].type))

function detour(mask, random) {
  const possible = ofDetours.filter(index => mask[index] === 1)
  return possible[Math.floor(random() * possible.length)]
}

/** One of the actions that are no plain reply as often as one of those that are. */
const EVERYTHING = [...DETOUR_TYPES, 'search_knowledge_base', 'cancel_subscription', 'escalate']
function anything(random) {
  const type = EVERYTHING[Math.floor(random() ** 1.5 * EVERYTHING.length)]
  const ofType = [...discreteActions.keys()].filter(index => discreteActions[index].type === type)
  return ofType[Math.floor(random() * ofType.length)]
}

/** A small seeded generator (Tommy Ettinger's mulberry32). */
function mulberry32(seed) {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
