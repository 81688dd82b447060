import { z } from 'zod'
import type { PaymentBehaviour } from '../billing-mock/index.ts'
import {
  API_VERSION,
  expandableFields,
  faultKinds,
  routes,
  testMethods,
} from '../billing-mock/stripe/index.ts'
import { code, page, table } from './markdown.ts'
import type { JsonSchema } from './schema.ts'
import { stripeMethods } from './stripeMethods.ts'

type Route = (typeof routes)[number]

/** What of Stripe's API there is, by route, and what of the SDK there is not. */
export function stripePage(): string {
  const api = routes.filter(({ path }) => path.startsWith('/v1/'))
  const simulation = routes.filter(({ path }) => !path.startsWith('/v1/'))
  const absent = Object.keys(stripeMethods).filter(method => routeOf(method) === undefined)
  return page('The Stripe surface', [
    `Objects have the shapes of API version ${code(API_VERSION)}. Any test key is taken. What is not in these tables ` +
      'is answered with 404 and `Unrecognized request URL`, a parameter that is not there with 400 and ' +
      '`parameter_unknown`: never with an empty success.',
    '## Routes',
    table(['request', 'SDK method', 'parameters', 'expand'], api.map(row)),
    '## Levers of the simulation',
    'They need no key.',
    table(
      ['request', 'parameters'],
      simulation.map(route => [requestOf(route), parametersOf(route)]),
    ),
    'Faults, for `/_sim/faults` and for the `faults` of a backend:',
    table(
      ['kind', 'what happens'],
      Object.entries(faultKinds).map(([kind, meaning]) => [code(kind), meaning]),
    ),
    '## Payment methods to attach',
    table(
      ['id', 'card', 'what it does'],
      Object.entries(testMethods).map(([id, { brand, last4, behaviour }]) => [
        code(id),
        `${brand} …${last4}`,
        behaviours[behaviour],
      ]),
    ),
    '## Where it is less than Stripe',
    limits.map(limit => `- ${limit}`).join('\n'),
    '## Methods of the SDK that are not simulated',
    `Of the resources that have to do with billing: ${absent.map(code).join(', ')}. Other resources of the SDK have ` +
      'no route at all.',
  ])
}

const limits = [
  'The `data.object` of an event is the object as it was then; for what happened before the account was opened, as it ' +
    'was at the opening, and in an episode as it is when the event is read. What is written beside the ledger (names, ' +
    'descriptions, metadata) is no event by itself.',
  'Webhooks are pushed by `supportgym billing serve` and `webhookPush` alone, and to plain http on the same machine ' +
    'alone; others wait at `POST /_sim/webhooks`, and each delivery says under `push` whether its url is ever called.',
  'A draft with `auto_advance` is finalized and charged, or sent, one hour after its creation; a charge that is ' +
    'declined then is not tried again, except where a subscription owes it.',
  '`trial_end` of `subscriptions.update` moves or ends a trial that is under way; it starts none.',
  '`subscriptions.pause` stops an active subscription and `subscriptions.resume` starts a new period now. While ' +
    '`pause_collection` is set, no credit of the customer is used, and what was invoiced before is still collected.',
  'On a draft, lines of invoice items can be changed and removed, those of prorations removed; those of periods stay.',
  'A charge made by `charges.create` has a payment intent of its own, as every charge here.',
  'A payment intent without a customer, and its card, are of nobody: neither can be given to a customer later.',
  'The amount of a payment intent stays, and so does that of an invoice item, whose line on a draft can be changed. A ' +
    'declined `charges.create` leaves no charge.',
  '`default_payment_method` and `default_tax_rates` of a subscription become its customer’s, who pays and is taxed ' +
    'by them everywhere.',
  'All items of a subscription have one interval, and change it together: the new period starts then, whatever ' +
    '`billing_cycle_anchor` says, and is invoiced at once. A card that declines refuses the change, for every ' +
    '`payment_behavior`.',
  'Prices are per unit, by month or by year. A subscription is charged automatically and renews on its own day: ' +
    '`cancel_at` is the end of its period, and no invoice items come with its start.',
  '`subscriptions.cancel` with `prorate` puts what was not used on the customer’s balance at once; `invoice_now` ' +
    'goes with `prorate` alone.',
  'A credit note makes a refund of its own: one that was made before cannot be named in it. A preview on a paid ' +
    'invoice that does not say how it is given shows all of it as credit.',
  'What is written on a card, such as `exp_year`, is shown; whether the card pays is decided by the list above.',
  'Urls of receipts, invoices and credit notes are shown, and lead nowhere.',
]

const behaviours: Readonly<Record<PaymentBehaviour, string>> = {
  normal: 'pays, and takes refunds',
  declines: 'can be attached, and every charge is declined',
  insufficient_funds: 'can be attached, and every charge is declined for want of money',
  stolen: 'can be attached, and every charge is declined as stolen',
  expired: 'can be attached, and every charge is declined as expired',
  refunds_fail: 'pays, and sends refunds back when they settle',
  requires_action: 'asks the customer to confirm before it pays',
  bank_debit: 'is under way for days before it pays',
  late_decline: 'is under way for days and then refuses',
  refunds_require_action: 'pays, and holds refunds until the customer acts',
}

function row(route: Route): readonly string[] {
  const methods = Object.keys(stripeMethods).filter(method => routeOf(method) === route)
  const fields = expandableFields(route.answers).map(code).join(', ')
  return [requestOf(route), methods.map(code).join(', '), parametersOf(route), fields]
}

/** The route behind a method of the SDK. */
function routeOf(sdkMethod: string): Route | undefined {
  return routes.find(route => anonymous(route) === stripeMethods[sdkMethod])
}

function anonymous({ method, path }: Route): string {
  return `${method} ${path.replace(/:\w+/g, ':id')}`
}

function requestOf({ method, path }: Route): string {
  return code(`${method} ${path}`)
}

function parametersOf({ parameters }: Route): string {
  const schema = z.toJSONSchema(parameters, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  return Object.keys(schema.properties ?? {})
    .map(code)
    .join(', ')
}
