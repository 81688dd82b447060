import type { DunningStatus } from './dunning.machine.ts'

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

/** A free first period; `without` says what its end comes to where there is no way to pay. */
export interface Trial {
  readonly ordinal: number
  readonly subscription: number
  readonly endsAtMs: number
  readonly without: 'create_invoice' | 'pause' | 'cancel'
  readonly remindedAtMs: number
}

/** The tries at an invoice that could not be collected. */
export interface Dunning {
  readonly ordinal: number
  readonly invoice: number
  readonly subscription: number
  readonly status: DunningStatus
  readonly tries: number
  readonly nextAtMs: number
  /** Latent: the first try that finds funds on a card that had none; 0 for never. */
  readonly recoversAtTry: number
  readonly createdAtMs: number
}
