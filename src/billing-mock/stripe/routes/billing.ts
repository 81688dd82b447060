/** What customers are billed. */
import * as creditNotes from '../actions/creditNotes.ts'
import * as invoiceItems from '../actions/invoiceItems.ts'
import * as lines from '../actions/invoiceLines.ts'
import * as invoices from '../actions/invoices.ts'
import * as previews from '../actions/previews.ts'
import * as items from '../actions/subscriptionItems.ts'
import * as pauses from '../actions/subscriptionPauses.ts'
import * as subscriptions from '../actions/subscriptions.ts'
import * as updates from '../actions/subscriptionUpdates.ts'
import { act, many, none, type Route, read, search } from '../route.ts'

export const subscriptionRoutes: readonly Route[] = [
  many('/v1/subscriptions', 'subscription', [
    subscriptions.ListSubscriptions,
    subscriptions.listSubscriptions,
  ]),
  act('POST /v1/subscriptions', 'subscription', [
    subscriptions.CreateSubscription,
    subscriptions.createSubscription,
  ]),
  search('/v1/subscriptions/search', 'subscription'),
  read('/v1/subscriptions/:subscription', 'subscription'),
  act('POST /v1/subscriptions/:subscription', 'subscription', [
    updates.UpdateSubscription,
    updates.updateSubscription,
  ]),
  act('DELETE /v1/subscriptions/:subscription', 'subscription', [
    subscriptions.CancelSubscription,
    subscriptions.cancelSubscription,
  ]),
  act('POST /v1/subscriptions/:subscription/pause', 'subscription', [
    pauses.PauseSubscription,
    pauses.pauseSubscription,
  ]),
  act('POST /v1/subscriptions/:subscription/resume', 'subscription', [
    pauses.ResumeSubscription,
    pauses.resumeSubscription,
  ]),
  act('DELETE /v1/subscriptions/:subscription/discount', 'discount', [
    none,
    subscriptions.deleteSubscriptionDiscount,
  ]),
  many('/v1/subscription_items', 'subscription_item', [items.ListItems, items.listItems]),
  act('POST /v1/subscription_items', 'subscription_item', [items.CreateItem, items.createItem]),
  read('/v1/subscription_items/:subscription_item', 'subscription_item'),
  act('POST /v1/subscription_items/:subscription_item', 'subscription_item', [
    items.UpdateItem,
    items.updateItem,
  ]),
  act('DELETE /v1/subscription_items/:subscription_item', 'subscription_item', [
    items.DeleteItem,
    items.deleteItem,
  ]),
]

export const invoiceRoutes: readonly Route[] = [
  many('/v1/invoices', 'invoice', [invoices.ListInvoices, invoices.listInvoices]),
  act('POST /v1/invoices', 'invoice', [invoices.CreateInvoice, invoices.createInvoice]),
  search('/v1/invoices/search', 'invoice'),
  act('POST /v1/invoices/create_preview', 'invoice', [previews.PreviewInvoice, previews.previewInvoice]),
  read('/v1/invoices/:invoice', 'invoice'),
  act('POST /v1/invoices/:invoice', 'invoice', [invoices.UpdateInvoice, invoices.updateInvoice]),
  act('DELETE /v1/invoices/:invoice', 'invoice', [none, invoices.deleteInvoice]),
  act('POST /v1/invoices/:invoice/finalize', 'invoice', [invoices.FinalizeInvoice, invoices.finalizeInvoice]),
  act('POST /v1/invoices/:invoice/pay', 'invoice', [invoices.PayInvoice, invoices.payInvoice]),
  act('POST /v1/invoices/:invoice/send', 'invoice', [none, invoices.sendInvoice]),
  act('POST /v1/invoices/:invoice/void', 'invoice', [none, invoices.voidInvoice]),
  act('POST /v1/invoices/:invoice/mark_uncollectible', 'invoice', [none, invoices.markUncollectible]),
  act('POST /v1/invoices/:invoice/add_lines', 'invoice', [lines.AddLines, lines.addLines]),
  act('POST /v1/invoices/:invoice/update_lines', 'invoice', [lines.UpdateLines, lines.updateLines]),
  act('POST /v1/invoices/:invoice/remove_lines', 'invoice', [lines.RemoveLines, lines.removeLines]),
  act('POST /v1/invoices/:invoice/lines/:line_item', 'line_item', [
    lines.UpdateLineItem,
    lines.updateLineItem,
  ]),
  many('/v1/invoices/:invoice/lines', 'line_item', [invoices.ListLines, invoices.listLines]),
  many('/v1/invoice_payments', 'invoice_payment', [
    invoices.ListInvoicePayments,
    invoices.listInvoicePayments,
  ]),
  read('/v1/invoice_payments/:invoice_payment', 'invoice_payment'),
  many('/v1/invoiceitems', 'invoiceitem', [invoiceItems.ListInvoiceItems, invoiceItems.listInvoiceItems]),
  act('POST /v1/invoiceitems', 'invoiceitem', [
    invoiceItems.CreateInvoiceItem,
    invoiceItems.createInvoiceItem,
  ]),
  read('/v1/invoiceitems/:invoiceitem', 'invoiceitem'),
  act('POST /v1/invoiceitems/:invoiceitem', 'invoiceitem', [
    invoiceItems.UpdateInvoiceItem,
    invoiceItems.updateInvoiceItem,
  ]),
  act('DELETE /v1/invoiceitems/:invoiceitem', 'invoiceitem', [none, invoiceItems.deleteInvoiceItem]),
]

export const creditNoteRoutes: readonly Route[] = [
  many('/v1/credit_notes', 'credit_note', [creditNotes.ListCreditNotes, creditNotes.listCreditNotes]),
  act('POST /v1/credit_notes', 'credit_note', [creditNotes.CreateCreditNote, creditNotes.createCreditNote]),
  act('GET /v1/credit_notes/preview', 'credit_note', [
    creditNotes.PreviewCreditNote,
    creditNotes.previewCreditNote,
  ]),
  many('/v1/credit_notes/preview/lines', 'credit_note_line_item', [
    creditNotes.PreviewLines,
    creditNotes.previewLines,
  ]),
  read('/v1/credit_notes/:credit_note', 'credit_note'),
  act('POST /v1/credit_notes/:credit_note', 'credit_note', [
    creditNotes.UpdateCreditNote,
    creditNotes.updateCreditNote,
  ]),
  act('POST /v1/credit_notes/:credit_note/void', 'credit_note', [none, creditNotes.voidCreditNote]),
  many('/v1/credit_notes/:credit_note/lines', 'credit_note_line_item', [
    creditNotes.ListLines,
    creditNotes.listCreditNoteLines,
  ]),
]
