/** Headers that hold a key; before it may stand a scheme, as in `Bearer …`. */
const KEY_HEADERS = ['authorization', 'api-key', 'x-api-key']

/** What is shorter is a placeholder (`none`, `EMPTY`, `ollama`) that answers may well contain as a word. */
const SECRET_LENGTH_MIN = 8

/** The keys in the headers of a request. */
export function secretsIn({ headers }: RequestInit = {}): readonly string[] {
  const given = new Headers(headers)
  return KEY_HEADERS.map(name => given.get(name)?.split(' ').at(-1) ?? '').filter(
    secret => secret.length >= SECRET_LENGTH_MIN,
  )
}

/** A text with `…` for each secret. */
export function without(secrets: readonly string[], text: string): string {
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '…'), text)
}
