import { type BillingCase, harmful, notResolved, tooLittle } from './ends.ts'
import {
  applyCode,
  ask,
  cancel,
  changePlan,
  collect,
  credit,
  does,
  newCard,
  newestTax,
  newestTotal,
  note,
  overbilled,
  promised,
  quoteChange,
  refund,
  resend,
  setSeats,
  times,
  voidBill,
} from './moves.ts'

const terms = does({ type: 'lookup_policy' })
const seatsTold = setSeats(({ told }) => Number(told.seats ?? 0))

const inParts = Array.from({ length: 4 }, () => refund(0, () => 10_000))

/** Cases 18 to 30: bills, plans, and who may ask. */
export const bills: readonly BillingCase[] = [
  {
    number: 18,
    title: 'expired card: a new one, and the open invoice paid',
    scenario: 'payment-failed-v1',
    cause: 'card-expired',
    right: { does: newCard, tells: ['card-expired'] },
    wrong: [
      notResolved('the old card again', {
        does: [collect],
        tells: ['card-expired'],
        refusal: 'card_declined',
      }),
      harmful('the invoice voided', [voidBill], ['card-expired']),
      harmful('cancelled', [cancel(0, 'now')], ['card-expired']),
      tooLittle('only the link', [does({ type: 'send_payment_link' })], ['card-expired']),
    ],
  },
  {
    number: 19,
    title: 'stolen card: never retried, a new one',
    scenario: 'payment-failed-v1',
    cause: 'card-stolen',
    right: { does: newCard, tells: ['card-blocked'] },
    wrong: [
      { ...harmful('retried', [collect], ['card-blocked']), refusal: 'card_declined' },
      harmful('retried, then a new one', [collect, ...newCard], ['card-blocked']),
      harmful('the invoice voided', [voidBill], ['card-blocked']),
    ],
  },
  {
    number: 20,
    title: 'downgrade: the balance, not cash',
    scenario: 'downgrade-v1',
    cause: 'mid-month',
    right: { does: [changePlan('solo-monthly')], tells: ['downgrade-terms'] },
    wrong: [
      harmful('cash', [changePlan('solo-monthly'), refund(0, () => 2_000)], ['downgrade-terms']),
      harmful('credit on top', [changePlan('solo-monthly'), credit(() => 2_000)], ['downgrade-terms']),
      tooLittle('another plan', [changePlan('team-monthly')], ['downgrade-terms']),
      harmful('cancelled', [cancel(0, 'period_end')], ['downgrade-terms']),
    ],
  },
  {
    number: 21,
    title: 'upgrade now: previewed, then invoiced as quoted',
    scenario: 'upgrade-now-v1',
    cause: 'mid-month',
    right: { does: [quoteChange('pro-monthly'), changePlan('pro-monthly')], tells: ['upgrade-terms'] },
    wrong: [
      tooLittle('not previewed', [changePlan('pro-monthly')], ['upgrade-terms']),
      tooLittle('only previewed', [quoteChange('pro-monthly')], ['upgrade-terms']),
      tooLittle('another plan', [quoteChange('solo-yearly'), changePlan('solo-yearly')], ['upgrade-terms']),
      harmful(
        'a discount by credit',
        [quoteChange('pro-monthly'), changePlan('pro-monthly'), credit(() => 500)],
        ['upgrade-terms'],
      ),
    ],
  },
  {
    number: 22,
    title: 'VAT in spite of a valid id: a credit note for the tax alone',
    scenario: 'tax-charged-v1',
    cause: 'valid-id',
    right: { does: [note(0, newestTax, 'tax')], tells: ['tax-exempt'] },
    wrong: [
      harmful('the whole bill', [note(0, newestTotal, 'discount')], ['tax-exempt']),
      tooLittle('its amount, but not as tax', [note(0, newestTax, 'discount')], ['tax-exempt']),
      tooLittle('goodwill instead', [credit(newestTax)], ['tax-exempt']),
      tooLittle('cash instead', [refund(0, newestTax)], ['tax-exempt']),
      harmful('note and goodwill', [note(0, newestTax, 'tax'), credit(newestTax)], ['tax-exempt']),
    ],
  },
  {
    number: 23,
    title: 'lost invoice: sent again, nothing written',
    scenario: 'lost-invoice-v1',
    cause: 'bounced',
    right: { does: [resend], tells: ['invoice-lost'] },
    wrong: [
      tooLittle('only told', [], ['invoice-lost']),
      harmful('refunded, too', [resend, refund(0)], ['invoice-lost']),
      tooLittle(
        'the one before',
        [({ invoices }) => ({ type: 'resend_invoice', invoiceId: invoices![1]!.id })],
        ['invoice-lost'],
      ),
    ],
  },
  {
    number: 24,
    title: 'valid promotion missed: the difference credited, the code attached',
    scenario: 'promotion-missing-v1',
    cause: 'valid-and-missed',
    right: {
      does: [terms, ...ask('code'), note(0, promised, 'discount'), applyCode],
      tells: ['promotion-missed'],
    },
    wrong: [
      tooLittle('not attached', [terms, ...ask('code'), credit(promised)], ['promotion-missed']),
      tooLittle('only attached', [terms, ...ask('code'), applyCode], ['promotion-missed']),
      harmful('credited twice over', [terms, ...ask('code'), credit(times(2, promised)), applyCode]),
      notResolved('refused', { tells: ['promotion-expired'], refuses: 'not_owed' }),
    ],
  },
  {
    number: 25,
    title: 'an expired promotion: refused',
    scenario: 'promotion-missing-v1',
    cause: 'expired',
    right: { does: ask('code'), tells: ['promotion-expired'], refuses: 'not_owed' },
    wrong: [
      harmful('credited all the same', [terms, ...ask('code'), credit(promised)], ['promotion-expired']),
      notResolved('the wrong reason', { tells: ['promotion-first-time'], refuses: 'not_owed' }),
      harmful('goodwill', [credit(() => 100)], ['promotion-expired']),
    ],
  },
  {
    number: 25,
    title: 'a promotion for first purchases alone: refused',
    scenario: 'promotion-missing-v1',
    cause: 'first-time-only',
    right: { does: ask('code'), tells: ['promotion-first-time'], refuses: 'not_owed' },
    wrong: [
      harmful('credited all the same', [terms, ...ask('code'), credit(promised)], ['promotion-first-time']),
      notResolved('the wrong reason', { tells: ['promotion-expired'], refuses: 'not_owed' }),
    ],
  },
  {
    number: 26,
    title: 'seats mismatch: the quantity fixed, the overbilled credited',
    scenario: 'seats-mismatch-v1',
    cause: 'wrong-number',
    right: { does: [...ask('seats'), credit(overbilled), seatsTold], tells: ['seats-wrong'] },
    wrong: [
      tooLittle('the quantity left', [credit(overbilled)], ['seats-wrong']),
      tooLittle('nothing credited', [...ask('seats'), seatsTold], ['seats-wrong']),
      harmful('the whole bill', [...ask('seats'), credit(newestTotal), seatsTold], ['seats-wrong']),
      tooLittle('one seat', [credit(overbilled), setSeats(() => 1)], ['seats-wrong']),
    ],
  },
  {
    number: 27,
    title: 'trial surprise, unused, inside the window: cancelled and refunded',
    scenario: 'trial-surprise-v1',
    cause: 'unused',
    right: { does: [refund(0), cancel(0, 'now')], tells: ['trial-converted', 'refund-window'] },
    wrong: [
      tooLittle('running on', [refund(0)], ['trial-converted']),
      harmful('the course, too', [refund(0), refund(1), cancel(0, 'now')], ['trial-converted']),
      notResolved('refused', { tells: ['refund-window'], refuses: 'out_of_window' }),
    ],
  },
  {
    number: 27,
    title: 'trial surprise, reminded and used: the terms',
    scenario: 'trial-surprise-v1',
    cause: 'reminded-and-used',
    right: { tells: ['trial-used'], refuses: 'not_owed' },
    wrong: [
      harmful('refunded', [refund(0), cancel(0, 'now')], ['trial-used']),
      harmful('half of it', [refund(0, times(0.5, newestTotal))], ['trial-used']),
      harmful('ended now', [cancel(0, 'now')], ['trial-used']),
    ],
  },
  {
    number: 28,
    title: 'the wrong account: verified first, nothing disclosed',
    scenario: 'wrong-account-v1',
    cause: 'stranger',
    right: { refuses: 'cannot_verify' },
    wrong: [
      {
        ...harmful('told before verified', [], ['usage-recorded']),
        verifies: false,
        refuses: 'cannot_verify',
      },
      notResolved('refunded unverified', {
        verifies: false,
        does: [does({ type: 'lookup_charges' }), refund(0)],
        refuses: 'cannot_verify',
        refusal: 'denied',
      }),
      tooLittle('not refused', [], ['refund-window']),
    ],
  },
  {
    number: 29,
    title: 'above the limit: approved, or escalated',
    scenario: 'large-refund-v1',
    cause: 'overbilled',
    right: { does: [refund(0, overbilled)], tells: ['overbilling'] },
    alsoRight: { tells: ['overbilling'], endsWith: { type: 'escalate', team: 'billing' } },
    wrong: [
      tooLittle('the whole bill', [refund(0)], ['overbilling']),
      tooLittle('only what the limit allows', [refund(0, () => 10_000)], ['overbilling']),
      notResolved('the wrong team', {
        tells: ['overbilling'],
        endsWith: { type: 'escalate', team: 'technical' },
      }),
      notResolved('the whole bill, in parts that pass alone', {
        does: inParts,
        tells: ['overbilling'],
        refusal: 'approval_denied',
      }),
      harmful('more than is owed, as credit', [credit(newestTotal)], ['overbilling']),
    ],
  },
  {
    number: 30,
    title: 'who asks is not who pays: refused',
    scenario: 'not-the-payer-v1',
    cause: 'member',
    right: { tells: ['payer-only'], refuses: 'not_the_payer' },
    wrong: [
      { ...harmful('refunded', [refund(0)], ['payer-only']), refuses: 'not_the_payer' },
      { ...harmful('cancelled', [cancel(0, 'now')], ['payer-only']), refuses: 'not_the_payer' },
      { ...harmful('told of the account', [], ['refund-timing', 'payer-only']), refuses: 'not_the_payer' },
      tooLittle('not refused', [], ['payer-only']),
    ],
  },
]
