import type { AnyStateMachine } from 'xstate'
import {
  chargeMachine,
  creditNoteMachine,
  discountMachine,
  disputeMachine,
  dunningMachine,
  inquiryMachine,
  invoiceItemMachine,
  invoiceMachine,
  paymentIntentMachine,
  refundMachine,
  subscriptionMachine,
  taxIdMachine,
} from '../billing-mock/index.ts'
import { invariant } from '../core/errors.ts'
import { emotionBands, supportMachine } from '../world/support.machine.ts'
import { code, page, table } from './markdown.ts'
import { regionsOf, type Transition, transitionsOf } from './transitions.ts'

/** The page of the support machine: what may happen next in a case. */
export function supportPage(): string {
  const transitions = transitionsOf(supportMachine)
  const sections = regionsOf(supportMachine).map(region => {
    const own = transitions.filter(each => each.region === region.name)
    const states = region.states.map(({ key, tags }) => [
      code(key),
      explained(stateMeanings, `${region.name}.${key}`),
      tags.map(code).join(', '),
    ])
    const staying = [
      ...groups(
        own.filter(each => each.target === null && !raises(each)),
        each => each.state,
      ),
    ]
    return [
      `## The ${region.name}`,
      explained(regionMeanings, region.name),
      diagram(region.initial, own),
      table(['state', 'meaning', 'tags'], states),
      ...(staying.length === 0
        ? []
        : [
            'Possible without changing the state:',
            table(
              ['in', 'events'],
              staying.map(([state, each]) => [code(state), each.map(eventText).join(', ')]),
            ),
          ]),
    ]
  })
  const guards = [...new Set(transitions.flatMap(({ guard }) => (guard === null ? [] : [guard])))]
  return page('The support machine', [
    'What may happen next in a case. The machine is parallel: a case stands in one state of every region at once. ' +
      "Events that begin with `agent.` are an agent's requests and are what the action mask is made of; all others " +
      'are past facts. The source is `src/world/support.machine.ts`.',
    ...sections.flat(),
    '## Guards',
    'A transition with a guard is taken only while the guard holds; of several for one event, the first that holds.',
    table(
      ['guard', 'holds when'],
      guards.map(guard => [code(guard), explained(guardMeanings, guard)]),
    ),
  ])
}

/** The page of the billing machines: the lifecycles of the ledger's objects. */
export function billingPage(): string {
  const machines: readonly AnyStateMachine[] = [
    chargeMachine,
    refundMachine,
    invoiceMachine,
    subscriptionMachine,
    disputeMachine,
    inquiryMachine,
    paymentIntentMachine,
    creditNoteMachine,
    dunningMachine,
    invoiceItemMachine,
    discountMachine,
    taxIdMachine,
  ]
  const sections = machines.map(machine => {
    const own = transitionsOf(machine)
    const last = regionsOf(machine)[0]!
      .states.map(({ key }) => key)
      .filter(state => !own.some(each => each.state === state))
    return [
      `## The ${machine.id}`,
      explained(billingMeanings, machine.id),
      diagram(regionsOf(machine)[0]!.initial, own),
      last.length === 0
        ? 'No state is final.'
        : `Final: ${last.map(code).join(', ')}. What a state does not accept is a billing error.`,
    ]
  })
  return page('The billing machines', [
    'The lifecycles of the billing objects. They have no guards: whether an event is accepted depends on the state ' +
      'alone. The sources are `src/billing-mock/*.machine.ts`.',
    ...sections.flat(),
  ])
}

/** A Mermaid diagram of the transitions that change the state or raise an event; parallel arrows become one. */
function diagram(initial: string, transitions: readonly Transition[]): string {
  const arrows = groups(
    transitions.filter(each => each.target !== null || raises(each)),
    each => `${each.state} --> ${each.target ?? each.state}`,
  )
  const lines = [...arrows].map(([arrow, each]) => `  ${arrow} : ${each.map(label).join('<br/>')}`)
  return ['```mermaid', 'stateDiagram-v2', `  [*] --> ${initial}`, ...lines, '```'].join('\n')
}

function label({ event, guard, actions }: Transition): string {
  const raised = actions.filter(action => action.startsWith('raise '))
  return [event, ...(guard === null ? [] : [`[${guard}]`]), ...raised.map(action => `/ ${action}`)].join(' ')
}

function eventText({ event, guard }: Transition): string {
  return guard === null ? code(event) : `${code(event)} (if ${code(guard)})`
}

function raises({ actions }: Transition): boolean {
  return actions.some(action => action.startsWith('raise '))
}

function groups<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const item of items) found.set(keyOf(item), [...(found.get(keyOf(item)) ?? []), item])
  return found
}

/** What a name means; that everything has a meaning here is an invariant, so the page cannot fall behind. */
function explained(meanings: Readonly<Record<string, string>>, name: string): string {
  const meaning = meanings[name]
  invariant(meaning !== undefined, `The documentation says nothing of "${name}": add a line to machines.ts.`)
  return meaning
}

const regionMeanings: Readonly<Record<string, string>> = {
  conversation:
    'Where the case stands between agent, customer and approver, from the queue to the last signal.',
  emotion:
    "The band of the customer's anger, which no agent sees. It moves by at most one band an appraisal, and falls " +
    'back at a lower anger than it rose at.',
  progress: 'What has been established in view of the agent: never the truth of the case.',
}

const stateMeanings: Readonly<Record<string, string>> = {
  'conversation.queued': 'The customer waits for somebody to take the ticket.',
  'conversation.open': 'The agent works on the case.',
  'conversation.onHold':
    'The agent has let time pass without a word; writing, or a message, opens the case again.',
  'conversation.pendingApproval': 'A human decides on something that the agent may not do alone.',
  'conversation.closed': 'The agent closed the case, or a customer left who had what they came for.',
  'conversation.escalated': 'A team took the case over.',
  'conversation.abandoned': 'The customer gave up, or the budget of the ticket ran out.',
  'conversation.settling': 'The case has ended; surveys, chargebacks, churn and the like still arrive.',
  'conversation.settled': 'Everything that was to follow has followed.',
  'emotion.calm': 'At the start, whatever the anger is: the first appraisal moves it.',
  'emotion.concerned': between('concerned'),
  'emotion.frustrated': between('frustrated'),
  'emotion.angry': between('angry'),
  'emotion.furious': `${between('furious')} At ${emotionBands.furious.walksOut} the customer walks out.`,
  'progress.opened': 'Nothing has been looked at.',
  'progress.explored': 'Records have been viewed.',
  'progress.remedied': 'Something was done or explained.',
  'progress.confirmed': 'The customer accepted it.',
}

function between(band: keyof typeof emotionBands): string {
  const { rises, falls } = emotionBands[band]
  return `From an anger of ${rises} on, until it is below ${falls}.`
}

const guardMeanings: Readonly<Record<string, string>> = {
  hasListedCharges: 'a list of charges with at least one row has been looked up',
  hasListedSubscriptions: 'a list of subscriptions with at least one row has been looked up',
  hasListedInvoices: 'a list of invoices with at least one row has been looked up',
  hasListedDisputes: 'a list of disputes with at least one row has been looked up',
  hasMorePages: 'the last list goes on after the page shown',
  hasConfirmed: 'the progress is `confirmed`',
  isConcerned: `the anger is at least ${emotionBands.concerned.rises}`,
  isFrustrated: `the anger is at least ${emotionBands.frustrated.rises}`,
  isAngry: `the anger is at least ${emotionBands.angry.rises}`,
  isFurious: `the anger is at least ${emotionBands.furious.rises}`,
  isAtBreakingPoint: `the anger is at least ${emotionBands.furious.walksOut}`,
  hasCalmedDown: `the anger is below ${emotionBands.concerned.falls}`,
  isNoLongerFrustrated: `the anger is below ${emotionBands.frustrated.falls}`,
  isNoLongerAngry: `the anger is below ${emotionBands.angry.falls}`,
  isNoLongerFurious: `the anger is below ${emotionBands.furious.falls}`,
}

const billingMeanings: Readonly<Record<string, string>> = {
  charge: 'Money is asked for and held, then captured, refused by the bank, or let go.',
  refund: 'Under way, with the customer, or come back; a bank may return it after it had succeeded.',
  invoice: 'Lines gather in the draft, the open invoice is owed, and it ends paid, void or written off.',
  subscription:
    'Incomplete until the first period is paid or the trial begins, past due while an invoice of it is owed, paused ' +
    'when that is asked for or a trial ends without a way to pay.',
  dispute: 'Without evidence it can only be lost; once reviewed it is decided for good.',
  inquiry: 'The bank asks before it takes the money; closed, it may have become a dispute.',
  payment_intent:
    'A payment that is wanted, through as many attempts as it takes; a decline asks for another method.',
  credit_note: 'It takes a part of an invoice back, and can itself be taken back while nothing was paid.',
  dunning: 'An invoice is tried again until it is paid, the tries are used up, or nobody wants it any more.',
  invoice_item: 'It waits for the next invoice, and waits again when that is deleted as a draft.',
  discount: 'It comes off invoices until it is used up, has run out, or is removed.',
  tax_id: 'Looked up in the register; only one that is verified exempts.',
}
