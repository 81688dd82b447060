import { bills } from './bills.ts'
import type { Move } from './desk.ts'
import { type BillingCase, harmful, type WrongEnd } from './ends.ts'
import { anotherPlan, setSeats } from './moves.ts'
import { refunds } from './refunds.ts'

/** Where another number of seats, or another plan, is the right end, or a declined card cannot buy it. */
const SEATS_ASKED = [26]
const PLAN_ASKED = [18, 20, 21]
/** Who asks cannot be verified, so that a rule keeps anything from being changed. */
const STRANGERS = [28]

/** The right end, after what nobody asked for: what is right besides does not make up for it. */
function unasked(billingCase: BillingCase): readonly WrongEnd[] {
  const { number, right } = billingCase
  if (STRANGERS.includes(number)) return []
  const after = (name: string, move: Move): WrongEnd => ({
    ...right,
    ...harmful(name, [move, ...(right.does ?? [])], right.tells),
  })
  return [
    ...(SEATS_ASKED.includes(number)
      ? []
      : [
          after(
            'right, with fifty seats',
            setSeats(() => 50),
          ),
        ]),
    ...(PLAN_ASKED.includes(number) ? [] : [after('right, on another plan', anotherPlan)]),
  ]
}

export const billingCases: readonly BillingCase[] = [...refunds, ...bills].map(each => ({
  ...each,
  wrong: [...each.wrong, ...unasked(each)],
}))
