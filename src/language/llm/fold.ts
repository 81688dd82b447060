/** How people cut words short, and the words. */
const shortForms: Readonly<Record<string, string>> = {
  thx: 'thanks',
  tx: 'thanks',
  pls: 'please',
  plz: 'please',
  u: 'you',
  ur: 'your',
  r: 'are',
  cuz: 'because',
  rly: 'really',
  msg: 'message',
  ppl: 'people',
  k: 'ok',
  sth: 'something',
  abt: 'about',
  acct: 'account',
}

/** A text as marks are looked for in it: small letters, no apostrophes, one space between words, short forms in full. */
export function folded(text: string): string {
  return text
    .toLowerCase()
    .replace(/['’‘`´]/gu, '')
    .replace(/&/gu, ' and ')
    .replace(/\bw\//gu, 'with ')
    .replace(/[“”"]/gu, ' ')
    .replace(/\b[a-z]+\b/gu, word => shortForms[word] ?? word)
    .replace(/\s+/gu, ' ')
    .trim()
}

/** The words of a text, as a reader counts them. */
export function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/u).filter(word => /[\p{L}\p{N}]/u.test(word))
}
