import { z } from 'zod'
import type { Json, JsonObject } from './json.ts'
import { text } from './parameters.ts'
import type { Note } from './state.ts'

/** What clients write that is more than one text: it is kept in a note as JSON. */

/** The text that keeps a value; `undefined` leaves what is kept, the empty text unsets it. */
export function keptAs(value: Json | undefined): string | null | undefined {
  if (value === undefined) return undefined
  return value === '' ? null : JSON.stringify(value)
}

/** The value that is kept under a name; null for none. */
export function kept<Value extends Json>({ texts }: Note, name: string): Value | null {
  const written = texts[name]
  return written == null ? null : (JSON.parse(written) as Value)
}

export const Address = z
  .strictObject({
    city: text(),
    country: text(2),
    line1: text(),
    line2: text(),
    postal_code: text(),
    state: text(),
  })
  .partial()

export const Shipping = z.strictObject({ address: Address, name: text(), phone: text().optional() })

/** Who pays, as on the bill; what is not given stays as it is. */
export const BillingDetails = z
  .strictObject({ address: z.union([z.literal(''), Address]), email: text(), name: text(), phone: text() })
  .partial()

const blank = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

/** An address with all its fields. */
export function wholeAddress(address: JsonObject): JsonObject {
  return { ...blank, ...address }
}

/** Where things are sent to; null where nobody said. */
export function shippingOf(note: Note): JsonObject | null {
  const shipping = kept<JsonObject>(note, 'shipping')
  return shipping && { phone: null, ...shipping, address: wholeAddress(shipping.address as JsonObject) }
}

/** Billing details as they were written, over those that are known. */
export function billingDetailsOf(note: Note, known: JsonObject): JsonObject {
  const given: JsonObject = { ...known, ...kept<JsonObject>(note, 'billing_details') }
  const { address } = given
  return {
    ...given,
    address: address == null || address === '' ? null : wholeAddress(address as JsonObject),
    tax_id: null,
  }
}
