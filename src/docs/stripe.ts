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
    '## Methods of the SDK that are not simulated',
    `Of the resources that have to do with billing: ${absent.map(code).join(', ')}. Other resources of the SDK have ` +
      'no route at all.',
  ])
}

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
