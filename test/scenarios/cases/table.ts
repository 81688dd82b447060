import { bills } from './bills.ts'
import type { BillingCase } from './ends.ts'
import { refunds } from './refunds.ts'

export const billingCases: readonly BillingCase[] = [...refunds, ...bills]
