import { raise, setup, stateIn } from 'xstate'
import type { ChartContext } from '../core/chart.ts'

/** What the chart's guards may read. The first group is visible to the agent; `anger` and its kin are latent. */
export interface ChartView {
  readonly hasListedCharges: boolean
  readonly hasListedSubscriptions: boolean
  readonly hasListedInvoices: boolean
  readonly hasListedDisputes: boolean
  readonly hasMorePages: boolean
  readonly anger: number
}

/** Anger at which the emotion band rises, and the lower anger at which it falls back: the gap is the hysteresis. */
export const emotionBands = {
  concerned: { rises: 0.25, falls: 0.18 },
  frustrated: { rises: 0.45, falls: 0.37 },
  angry: { rises: 0.65, falls: 0.56 },
  furious: { rises: 0.85, falls: 0.75, walksOut: 0.98 },
} as const

type GuardArguments = { context: ChartContext<ChartView> }

/** Reads and messages change no phase: `mark` keeps the targetless transition legal, so that it is not masked out. */
const stays = { actions: 'mark' } as const

const reads = {
  'agent.lookup_customer': stays,
  'agent.lookup_subscriptions': stays,
  'agent.lookup_invoices': stays,
  'agent.lookup_charges': stays,
  'agent.lookup_refunds': stays,
  'agent.lookup_disputes': stays,
  'agent.lookup_policy': stays,
  'agent.search_knowledge_base': stays,
  'agent.next_page': { guard: 'hasMorePages', actions: 'mark' },
  'agent.quote_cancellation': { guard: 'hasListedSubscriptions', actions: 'mark' },
  'agent.quote_change': { guard: 'hasListedSubscriptions', actions: 'mark' },
} as const

const endings = {
  'customer.left': [{ guard: 'hasConfirmed', target: 'closed' }, { target: 'abandoned' }],
  'budget.exhausted': { target: 'abandoned' },
} as const

/**
 * The support world: what may happen next, in three regions. It owns control state alone; guards are pure reads;
 * numbers change elsewhere. `agent.*` are requests and stand in the conversation alone, all others are past facts.
 */
export const supportMachine = setup({
  types: {
    context: {} as ChartContext<ChartView>,
    input: {} as ChartContext<ChartView>,
    tags: {} as 'ended' | 'settled',
  },
  guards: {
    hasListedCharges: ({ context }: GuardArguments) => context.view().hasListedCharges,
    hasListedSubscriptions: ({ context }: GuardArguments) => context.view().hasListedSubscriptions,
    hasListedInvoices: ({ context }: GuardArguments) => context.view().hasListedInvoices,
    hasListedDisputes: ({ context }: GuardArguments) => context.view().hasListedDisputes,
    hasMorePages: ({ context }: GuardArguments) => context.view().hasMorePages,
    hasConfirmed: stateIn({ progress: 'confirmed' }),
    isConcerned: ({ context }: GuardArguments) => context.view().anger >= emotionBands.concerned.rises,
    isFrustrated: ({ context }: GuardArguments) => context.view().anger >= emotionBands.frustrated.rises,
    isAngry: ({ context }: GuardArguments) => context.view().anger >= emotionBands.angry.rises,
    isFurious: ({ context }: GuardArguments) => context.view().anger >= emotionBands.furious.rises,
    isAtBreakingPoint: ({ context }: GuardArguments) => context.view().anger >= emotionBands.furious.walksOut,
    hasCalmedDown: ({ context }: GuardArguments) => context.view().anger < emotionBands.concerned.falls,
    isNoLongerFrustrated: ({ context }: GuardArguments) =>
      context.view().anger < emotionBands.frustrated.falls,
    isNoLongerAngry: ({ context }: GuardArguments) => context.view().anger < emotionBands.angry.falls,
    isNoLongerFurious: ({ context }: GuardArguments) => context.view().anger < emotionBands.furious.falls,
  },
  actions: {
    mark: () => {},
  },
}).createMachine({
  id: 'support',
  type: 'parallel',
  context: ({ input }) => input,
  states: {
    conversation: {
      initial: 'queued',
      states: {
        queued: {
          on: { 'ticket.assigned': { target: 'open' } },
        },
        open: {
          on: {
            ...reads,
            ...endings,
            'agent.reply': stays,
            'agent.verify_identity': stays,
            'agent.issue_refund': { guard: 'hasListedCharges', actions: 'mark' },
            'agent.apply_credit': { guard: 'hasListedCharges', actions: 'mark' },
            'agent.cancel_subscription': { guard: 'hasListedSubscriptions', actions: 'mark' },
            'agent.change_plan': { guard: 'hasListedSubscriptions', actions: 'mark' },
            'agent.change_seats': { guard: 'hasListedSubscriptions', actions: 'mark' },
            'agent.retry_payment': { guard: 'hasListedInvoices', actions: 'mark' },
            'agent.void_invoice': { guard: 'hasListedInvoices', actions: 'mark' },
            'agent.issue_credit_note': { guard: 'hasListedInvoices', actions: 'mark' },
            'agent.apply_promotion': { guard: 'hasListedSubscriptions', actions: 'mark' },
            'agent.answer_dispute': { guard: 'hasListedDisputes', actions: 'mark' },
            'agent.send_payment_link': stays,
            'agent.resend_invoice': { guard: 'hasListedInvoices', actions: 'mark' },
            'agent.run_diagnostic': stays,
            'agent.apply_fix': stays,
            'agent.schedule_follow_up': stays,
            'agent.billing_request': stays,
            'agent.wait': { target: 'onHold' },
            'agent.escalate': stays,
            'agent.close': stays,
            'approval.requested': { target: 'pendingApproval' },
            'ticket.escalated': { target: 'escalated' },
            'ticket.closed': { target: 'closed' },
          },
        },
        onHold: {
          on: {
            ...reads,
            ...endings,
            'agent.reply': stays,
            'agent.wait': stays,
            'message.sent': { target: 'open' },
            'customer.messaged': { target: 'open' },
          },
        },
        pendingApproval: {
          on: {
            ...reads,
            ...endings,
            'agent.reply': stays,
            'agent.wait': stays,
            'approval.granted': { target: 'open' },
            'approval.denied': { target: 'open' },
            'approval.expired': { target: 'open' },
          },
        },
        closed: { tags: 'ended', on: { 'settlement.began': { target: 'settling' } } },
        escalated: { tags: 'ended', on: { 'settlement.began': { target: 'settling' } } },
        abandoned: { tags: 'ended', on: { 'settlement.began': { target: 'settling' } } },
        settling: {
          tags: 'ended',
          on: { 'agent.wait_for_next_signal': stays, 'settlement.completed': { target: 'settled' } },
        },
        settled: { type: 'final', tags: ['ended', 'settled'] },
      },
    },
    emotion: {
      initial: 'calm',
      states: {
        calm: { on: { 'customer.appraised': { guard: 'isConcerned', target: 'concerned' } } },
        concerned: {
          on: {
            'customer.appraised': [
              { guard: 'isFrustrated', target: 'frustrated' },
              { guard: 'hasCalmedDown', target: 'calm' },
            ],
          },
        },
        frustrated: {
          on: {
            'customer.appraised': [
              { guard: 'isAngry', target: 'angry' },
              { guard: 'isNoLongerFrustrated', target: 'concerned' },
            ],
          },
        },
        angry: {
          on: {
            'customer.appraised': [
              { guard: 'isFurious', target: 'furious' },
              { guard: 'isNoLongerAngry', target: 'frustrated' },
            ],
          },
        },
        furious: {
          on: {
            'customer.appraised': [
              { guard: 'isAtBreakingPoint', actions: raise({ type: 'customer.left' }) },
              { guard: 'isNoLongerFurious', target: 'angry' },
            ],
          },
        },
      },
    },
    progress: {
      initial: 'opened',
      states: {
        opened: { on: { 'record.viewed': { target: 'explored' } } },
        explored: {
          on: {
            'refund.created': { target: 'remedied' },
            'credit.applied': { target: 'remedied' },
            'subscription.canceled': { target: 'remedied' },
            'subscription.changed': { target: 'remedied' },
            'payment.collected': { target: 'remedied' },
            'invoice.voided': { target: 'remedied' },
            'invoice.resent': { target: 'remedied' },
            'promotion.applied': { target: 'remedied' },
            'dispute.answered': { target: 'remedied' },
            'fix.worked': { target: 'remedied' },
            'case.explained': { target: 'remedied' },
          },
        },
        remedied: {
          on: { 'customer.accepted': { target: 'confirmed' }, 'remedy.failed': { target: 'explored' } },
        },
        confirmed: { on: { 'remedy.failed': { target: 'explored' } } },
      },
    },
  },
})
