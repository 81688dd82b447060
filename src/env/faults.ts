import { FaultConfig, type OperationType } from '../billing-mock/index.ts'

/** What happens by itself, or elsewhere: neither a tool nor a route of the API asks the backend for it. */
const unasked: ReadonlySet<string> = new Set<OperationType>([
  'activity.add',
  'subscription.end',
  'subscription.expire',
  'subscription.remind_trial',
  'invoice.create',
  'invoice.advance',
  'charge.duplicate',
  'refund.settle',
  'refund.fail_late',
  'refund.plan_return',
  'refund.take_action',
  'dispute.open',
  'dispute.file',
  'inquiry.open',
  'inquiry.escalate',
  'dunning.start',
  'dunning.try',
  'calendar.set',
  'payment_intent.decide',
  'payment_intent.plan_decline',
])

/** What can go wrong in an episode: a fault that could never happen there is refused. */
export const EpisodeFaults = FaultConfig.superRefine((config, context) => {
  const { operations, planned, webhooks, lateDeclines } = config
  const refuse = (path: (string | number)[], message: string): void =>
    context.addIssue({ code: 'custom', path, message })
  for (const operation of Object.keys(operations))
    if (unasked.has(operation)) refuse(['operations', operation], ASKED_BY_NOBODY)
  for (const [index, { operation }] of planned.entries())
    if (unasked.has(operation)) refuse(['planned', index, 'operation'], ASKED_BY_NOBODY)
  if (!Object.values(webhooks).every(isOff)) {
    refuse(['webhooks'], `an episode sends no webhooks; ${ON_THE_ACCOUNT}`)
  }
  if (!isOff(lateDeclines)) {
    refuse(['lateDeclines'], `no bank debit is decided within an episode; ${ON_THE_ACCOUNT}`)
  }
})

const ASKED_BY_NOBODY = 'nobody asks the backend for it, so no request for it can go wrong'
const ON_THE_ACCOUNT = 'the account that `supportgym/stripe` serves does that'

function isOff(rate: FaultConfig['lateDeclines']): boolean {
  return Array.isArray(rate) ? rate[1] === 0 : rate === 0
}
