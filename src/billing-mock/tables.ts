import type { AutoAdvance, CollectionPause, Dunning, HeldDraft, Trial, TrialMove } from './courseRows.ts'
import type {
  Calendar,
  Coupon,
  CreditNote,
  CreditNoteLine,
  DefaultMethod,
  Detachment,
  Discount,
  DiscountAmount,
  DisputeCase,
  Guest,
  Inquiry,
  InvoiceItem,
  Listing,
  Metadata,
  OutOfBandPayment,
  PaymentIntent,
  PlannedDecline,
  Product,
  ProductDeletion,
  PromotionCode,
  RefundReturn,
  RemovedLine,
  SubscriptionItem,
  TaxAmount,
  TaxAssignment,
  TaxId,
  TaxRate,
} from './rows.ts'

/**
 * What only some merchants use, in tables beside the records that every merchant has: a fact about a record is
 * a row that refers to it. A table nobody has written to is the one shared empty array, and no part of the
 * stored books.
 */
export interface Tables {
  /** At most one: what time 0 is in the calendar, so that periods are calendar months. */
  calendars: Calendar[]
  products: Product[]
  listings: Listing[]
  detachments: Detachment[]
  defaultMethods: DefaultMethod[]
  trials: Trial[]
  subscriptionItems: SubscriptionItem[]
  dunnings: Dunning[]
  invoiceItems: InvoiceItem[]
  outOfBandPayments: OutOfBandPayment[]
  coupons: Coupon[]
  promotionCodes: PromotionCode[]
  discounts: Discount[]
  discountAmounts: DiscountAmount[]
  taxRates: TaxRate[]
  taxAssignments: TaxAssignment[]
  taxAmounts: TaxAmount[]
  taxIds: TaxId[]
  paymentIntents: PaymentIntent[]
  plannedDeclines: PlannedDecline[]
  creditNotes: CreditNote[]
  creditNoteLines: CreditNoteLine[]
  refundReturns: RefundReturn[]
  disputeCases: DisputeCase[]
  inquiries: Inquiry[]
  metadata: Metadata[]
  autoAdvances: AutoAdvance[]
  trialMoves: TrialMove[]
  collectionPauses: CollectionPause[]
  heldDrafts: HeldDraft[]
  guests: Guest[]
  productDeletions: ProductDeletion[]
  removedLines: RemovedLine[]
}

/** The tables, in the order of `Tables`. */
export const tableNames = [
  'calendars',
  'products',
  'listings',
  'detachments',
  'defaultMethods',
  'trials',
  'subscriptionItems',
  'dunnings',
  'invoiceItems',
  'outOfBandPayments',
  'coupons',
  'promotionCodes',
  'discounts',
  'discountAmounts',
  'taxRates',
  'taxAssignments',
  'taxAmounts',
  'taxIds',
  'paymentIntents',
  'plannedDeclines',
  'creditNotes',
  'creditNoteLines',
  'refundReturns',
  'disputeCases',
  'inquiries',
  'metadata',
  'autoAdvances',
  'trialMoves',
  'collectionPauses',
  'heldDrafts',
  'guests',
  'productDeletions',
  'removedLines',
] as const satisfies readonly (keyof Tables)[]

/** What every table is before its first row: frozen, so that whoever writes must bring an array of its own. */
const noRows: never[] = Object.freeze([]) as never

/** Tables without rows. */
export function emptyTables(): Tables {
  return Object.fromEntries(tableNames.map(name => [name, noRows])) as unknown as Tables
}

/** The rows of a table in an array of their own; none need none. */
export function ownRows<Row>(rows: readonly Row[]): Row[] {
  return rows.length === 0 ? noRows : rows.slice()
}

/** Books as they are stored: without the tables that have no rows, as if these had never been invented. */
export function withoutEmptyTables<Whole extends Partial<Tables>>(
  books: Whole,
): Omit<Whole, keyof Tables> & Partial<Tables> {
  const stored: Omit<Whole, keyof Tables> & Partial<Tables> = { ...books }
  for (const name of tableNames) if (stored[name]?.length === 0) delete stored[name]
  return stored
}

/** Stored books with all tables. */
export function withAllTables<Stored extends object>(stored: Stored): Stored & Tables {
  return { ...emptyTables(), ...stored }
}
