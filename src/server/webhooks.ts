import { isLoopback, type StripeBackend, type WebhookRequest } from '../billing-mock/stripe/index.ts'

/** What the log of a server says of a webhook that was sent. */
export interface PushedWebhook {
  readonly url: string
  /** Of the delivery. */
  readonly id: string
  /** What the endpoint answered; null when it did not. */
  readonly status: number | null
}

export interface WebhookPushOptions {
  readonly backend: Pick<StripeBackend, 'takeWebhooks' | 'failWebhook'>
  /** Told of every request, once it is answered. */
  readonly log?: (pushed: PushedWebhook) => void
  /** Once it is aborted, what is under way and what would follow counts as not answered. */
  readonly signal?: AbortSignal
}

/** How long an endpoint may take to answer, in milliseconds of the real clock. */
const PATIENCE_MS = 10_000

/**
 * Pushes webhooks over HTTP. What it answers sends those that are due and resolves when they are answered: call it
 * whenever something may have happened or time has passed. Only endpoints at plain http on this machine are called, one
 * request after another; redirects are not followed. What is not answered with 2xx in ten seconds is due again later in
 * virtual time, less and less often for three days.
 */
export function webhookPush({ backend, log, signal }: WebhookPushOptions): () => Promise<void> {
  let before = Promise.resolve()
  const sendAll = async (): Promise<void> => {
    const failed = new Set<string>()
    for (const request of backend.takeWebhooks(isLoopback)) {
      const { id, url } = request
      const status = await send(request, signal)
      log?.({ url, id, status })
      if (status === null || status < 200 || status > 299) failed.add(id)
    }
    for (const id of failed) backend.failWebhook(id)
  }
  return () => {
    before = before.then(sendAll)
    return before
  }
}

/** The status of the answer; null when there is none. */
async function send(
  { url, headers, body }: WebhookRequest,
  ending: AbortSignal | undefined,
): Promise<number | null> {
  try {
    const patience = AbortSignal.timeout(PATIENCE_MS)
    const signal = ending === undefined ? patience : AbortSignal.any([patience, ending])
    const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal })
    await answer.body?.cancel()
    return answer.status
  } catch {
    return null
  }
}
