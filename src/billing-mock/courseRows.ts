/** Whether an invoice takes its next steps by itself, and when it may; the last one of an invoice counts. */
export interface AutoAdvance {
  readonly ordinal: number
  readonly invoice: number
  readonly isOn: boolean
  /** Whether it is charged to the default method then; it is sent to the customer otherwise. */
  readonly collects: boolean
  /** Never, once it has. */
  readonly dueAtMs: number
}

/** Another end of a trial; the last one counts. */
export interface TrialMove {
  readonly ordinal: number
  readonly subscription: number
  readonly endsAtMs: number
  readonly remindsAtMs: number
}

/** What becomes of a subscription's invoices instead of their collection, null for nothing; the last one counts. */
export interface CollectionPause {
  readonly ordinal: number
  readonly subscription: number
  readonly behavior: 'keep_as_draft' | 'mark_uncollectible' | 'void' | null
  readonly resumesAtMs: number
}

/** A draft of a period in which collection was paused: no later line of the subscription joins it. */
export interface HeldDraft {
  readonly ordinal: number
  readonly invoice: number
}
