import { describe, expect, test } from 'vitest'
import { type Action, policies } from '../../src/index.ts'
import { envWith, playEpisode, seedsFrom } from '../evaluation/play.ts'

const env = envWith()
const playbook = policies.find(({ id }) => id === 'playbook')!

/** What the playbook did in each of 40 episodes of one cause, in words. */
function deedsOf(scenario: string, cause: string): string[][] {
  return seedsFrom(700_000, 40).map(seed =>
    playEpisode(env, playbook, { seed, options: { scenario, cause } }).actions.flatMap(action =>
      words(action as Action),
    ),
  )
}

function words(action: Action): string[] {
  switch (action.type) {
    case 'run_diagnostic':
      return [`check ${action.check}`]
    case 'apply_fix':
      return [`fix ${action.solution}`]
    case 'escalate':
      return [`hand to ${action.team}`]
    case 'reply':
      return action.acts.flatMap(act =>
        act.act === 'explain' ? [`tell ${act.topic}`] : act.act === 'refuse' ? [`refuse ${act.why}`] : [],
      )
    default:
      return []
  }
}

describe('the playbook', () => {
  test('works through the newest article, not through the one listed first', () => {
    const fixes = deedsOf('app-crashes-v1', 'faulty-release').map(
      deeds => deeds.find(deed => !deed.startsWith('tell')) ?? 'nothing',
    )
    expect(fixes).toContain('check release_log')
    expect(fixes).not.toContain('fix reinstall')
  })

  test('tries what is in reach, says what it is, and then hands on', () => {
    const handed = deedsOf('account-taken-over-v1', 'account-taken-over').filter(deeds =>
      deeds.includes('hand to account'),
    )
    const right = ['check login_log', 'fix revoke_sessions', 'tell account-taken-over', 'hand to account']
    expect(handed).toContainEqual(right)
    for (const deeds of handed) {
      const told = deeds.indexOf('tell account-taken-over')
      if (told >= 0) expect(deeds.indexOf('fix revoke_sessions')).toBeLessThan(told)
    }
  })

  test.each([
    ['member', 'refuse not_the_payer'],
    ['former-employee', 'refuse cannot_verify'],
  ])('refuses where the article is for who pays, and does nothing: %s', (cause, refusal) => {
    const played = deedsOf('employee-left-v1', cause)
    expect(played.filter(deeds => deeds.includes(refusal)).length).toBeGreaterThanOrEqual(30)
    expect(played.flat().filter(deed => /^(fix|hand|check)/.test(deed))).toEqual([])
  })
})
