import { expect, it } from 'vitest'
import { recorded } from '../trace/recording.ts'

/** Under `stream` and `deferred`, an approval that was granted after the customer had left paid out all the same. */
it('a refund that waits for approval when the case ends is not paid, whenever signals are reported', () => {
  const given = { seed: 1552866112, scenario: 'refund-out-of-window-v1' }
  const [settle, ...others] = (['settle', 'stream', 'deferred'] as const).map(delivery => {
    const { trajectory } = recorded('refund-all', { ...given, config: { delivery } })
    return { signals: trajectory.signals.map(({ signal }) => signal), return: trajectory.end.return }
  })
  for (const other of others) {
    expect(other.signals).toEqual(settle!.signals)
    expect(other.return).toBeCloseTo(settle!.return, 9)
  }
})
