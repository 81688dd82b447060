import { expect, test, vi } from 'vitest'

test('the training loop plays its episodes to the end, by possible actions alone, and learns the same again', async () => {
  vi.stubEnv('EPISODES', '8')
  const first = await import('./train-reinforce.ts')
  expect(first.returns).toHaveLength(8)
  expect(first.returns.every(Number.isFinite)).toBe(true)
  expect(new Set(first.returns).size).toBeGreaterThan(1)
  expect(first.forbidden).toBe(0)
  vi.resetModules()
  const again = await import('./train-reinforce.ts')
  expect(again.returns).toEqual(first.returns)
})
