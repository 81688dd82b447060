import { z } from 'zod'
import type { Noise } from './noise.ts'

const share = z.number().min(0).max(1)

/** How often something happens: a share, or from where to where each seed draws a share of its own. */
export const Rate = z.union(
  [
    share,
    z
      .tuple([share, share])
      .refine(([low, high]) => low <= high, 'expected the lower end first, as in [0, 0.5]'),
  ],
  {
    error: ({ input }) =>
      `expected a share from 0 to 1, or from where to where a seed draws its own, as in [0, 0.5], got ${JSON.stringify(input)}`,
  },
)
export type Rate = z.infer<typeof Rate>

/** The share that this seed has; a range is drawn from once for each name. */
export function rateOf(
  rate: Rate | undefined,
  { noise, name }: { readonly noise: Noise; readonly name: string },
): number {
  if (rate === undefined || typeof rate === 'number') return rate ?? 0
  const [low, high] = rate
  return low + (high - low) * noise(`rate of ${name}`, 0, 0)
}

/** The most that the rate can be. */
export function highest(rate: Rate): number {
  return typeof rate === 'number' ? rate : rate[1]
}
