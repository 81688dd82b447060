import { z } from 'zod'

/** Parameters of one rule, with where their values come from. */
export function rule<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
): z.ZodObject<Shape & { source: z.ZodString }, z.core.$strict> {
  return z.strictObject({
    ...shape,
    source: z.string().min(1).describe('Where the values come from.'),
  }) as unknown as z.ZodObject<Shape & { source: z.ZodString }, z.core.$strict>
}

/** A probability, or a level on the customer's scales. */
export function unit(meaning: string): z.ZodNumber {
  return z.number().min(0).max(1).describe(meaning)
}

/** What is left of something, each time: above 0. */
export function decay(meaning: string): z.ZodNumber {
  return z.number().positive().max(1).describe(meaning)
}

/** A coefficient whose sign the formula has. */
export function weight(meaning: string, max = 10): z.ZodNumber {
  return z.number().min(0).max(max).describe(meaning)
}

/** A number of either sign. */
export function signed(meaning: string, max = 10): z.ZodNumber {
  return z.number().min(-10).max(max).describe(meaning)
}

/** A span of time, in the unit that its name ends with. */
export function span(meaning: string, max: number): z.ZodNumber {
  return z.number().positive().max(max).describe(meaning)
}

/** A number for each channel. */
export function byChannel(meaning: string): z.ZodObject<Record<'chat' | 'phone' | 'email', z.ZodNumber>> {
  const median = z.number().positive().max(10_080)
  return z.strictObject({ chat: median, phone: median, email: median }).describe(meaning)
}

/** Thresholds, each above the one before. */
export function ascending<Thresholds extends z.ZodType<readonly number[]>>(
  thresholds: Thresholds,
  meaning: string,
): Thresholds {
  return thresholds
    .refine(values => values.every((value, at) => at === 0 || value > values[at - 1]!), {
      message: 'expected each threshold above the one before',
    })
    .describe(meaning)
}

/** Probabilities of every alternative. */
export function distribution<Alternatives extends z.ZodType<readonly number[]>>(
  alternatives: Alternatives,
  meaning: string,
): Alternatives {
  return alternatives
    .refine(values => Math.abs(values.reduce((sum, each) => sum + each, 0) - 1) < 1e-9, {
      message: 'expected probabilities with the sum 1',
    })
    .describe(meaning)
}
