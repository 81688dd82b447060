import { it } from 'vitest'
import { makeEnv, offlineSpeech, playAsync, policyNamed } from '../../src/index.ts'
import { loadCatalogue } from '../../src/scenarios/index.ts'
import { type AgentAct, actKey } from '../../src/world/acts.ts'
import { inParaphrases, speaking } from './speakers.ts'
it('probe', async () => {
  const speech = await offlineSpeech()
  const playbook = policyNamed('playbook')
  const split = (process.env.SPLIT ?? 'held_out') as 'held_out'
  const missed: Record<string, number> = {}, total: Record<string, number> = {}, extra: Record<string, number> = {}
  let differ = 0, n = 0
  const by: Record<string, number> = {}
  for (const { id: scenario } of loadCatalogue().scenarios) for (let s = 0; s < 8; s++) {
    const seed = +(process.env.SEED ?? 500000) + s
    const env = makeEnv('billing-support-v3')
    const said: (readonly AgentAct[])[] = []
    const words = inParaphrases(split, n)
    const entry = speaking(playbook, (acts, turn) => { said.push(acts); return words(acts, turn) })
    const { choices } = await playAsync(env, entry.make(seed), { seed, options: { scenario }, speech })
    const out = env.report().outcomeSettled
    const heard = choices.flatMap(({ action }) => typeof action !== 'number' && action.type === 'reply' ? [action.acts] : [])
    await playAsync(env, playbook.make(seed), { seed, options: { scenario } })
    const o2 = env.report().outcomeSettled
    n++; if (out !== o2) { differ++; by[o2 + '->' + out] = (by[o2 + '->' + out] ?? 0) + 1 }
    said.forEach((acts, i) => {
      const h = new Set(heard[i]!.map(actKey)); const m = new Set(acts.map(actKey))
      for (const a of acts) { const t = a.act; total[t] = (total[t] ?? 0) + 1; if (!h.has(actKey(a))) { missed[t] = (missed[t] ?? 0) + 1; if (t !== 'acknowledge') { const kk = (acts.length>1?'+':'') + actKey(a) + ' => ' + heard[i]!.filter(x => !m.has(actKey(x))).map(actKey).join(','); by[kk] = (by[kk] ?? 0) + 1 } } }
      for (const a of heard[i]!) if (!m.has(actKey(a))) extra[a.act] = (extra[a.act] ?? 0) + 1
    })
  }
  console.log('PROBE', JSON.stringify({ differ, n, total, missed, extra }), JSON.stringify(by))
})
