import type { Piece } from './pieces.ts'

/** A word as it is listened to: small letters, contractions in full, slips of the pen set right. */
export interface Word {
  /** `MONEY`, `TIME`, `DATE`, `NUMBER`, `ADDRESS` for what is no word; `.`, `?`, `,` for marks. */
  readonly text: string
  readonly stem: string
  readonly tag: string
  /** Whether it is a word of English, or one that was learnt. */
  readonly isKnown: boolean
  readonly from: number
  readonly to: number
  readonly amountCents: number | null
  /** What a claim of this amount carries, also where it cannot be read. */
  readonly claimedCents: number | null
  readonly minutes: number | null
}

const endings: Readonly<Record<string, string>> = {
  "'ll": 'will',
  "'ve": 'have',
  "'re": 'are',
  "'d": 'would',
  "'m": 'am',
}

const whole: Readonly<Record<string, string>> = {
  "can't": 'can not',
  cannot: 'can not',
  cant: 'can not',
  "won't": 'will not',
  wont: 'will not',
  "shan't": 'shall not',
  "ain't": 'is not',
  "let's": 'let us',
  im: 'i am',
  ive: 'i have',
  weve: 'we have',
  youve: 'you have',
  youre: 'you are',
  dont: 'do not',
  didnt: 'did not',
  doesnt: 'does not',
  isnt: 'is not',
  wasnt: 'was not',
  hasnt: 'has not',
  havent: 'have not',
  couldnt: 'could not',
  wouldnt: 'would not',
  arent: 'are not',
  werent: 'were not',
  shouldnt: 'should not',
  hadnt: 'had not',
  mustnt: 'must not',
  mightnt: 'might not',
  neednt: 'need not',
  shouldve: 'should have',
  couldve: 'could have',
  wouldve: 'would have',
  mightve: 'might have',
  mustve: 'must have',
  theyve: 'they have',
  youll: 'you will',
  theyll: 'they will',
  itll: 'it will',
  thatll: 'that will',
  theyre: 'they are',
  aint: 'is not',
  shant: 'shall not',
  whos: 'who is',
  hes: 'he is',
  shes: 'she is',
  lets: 'let us',
  darent: 'dare not',
  oughtnt: 'ought not',
  mayve: 'may have',
  whatll: 'what will',
  thats: 'that is',
  whats: 'what is',
  heres: 'here is',
  theres: 'there is',
  gonna: 'going to',
  gotta: 'got to',
  wanna: 'want to',
  lemme: 'let me',
  ill: 'i will',
  u: 'you',
  ur: 'your',
  pls: 'please',
  plz: 'please',
  thx: 'thanks',
  ty: 'thanks',
  sry: 'sorry',
  asap: 'soon',
}

/** After these, 's is "is"; elsewhere it makes a possessive. */
const isAfter = new Set([
  'it',
  'that',
  'there',
  'here',
  'what',
  'who',
  'he',
  'she',
  'where',
  'how',
  'this',
  'everything',
])

/** The words that a piece stands for. */
export function spelledOut({ text }: Pick<Piece, 'text'>): readonly string[] {
  const small = text.toLowerCase().replace(/[’ʼ`´]/g, "'")
  const known = Object.hasOwn(whole, small) ? whole[small] : undefined
  if (known !== undefined) return known.split(' ')
  const at = small.lastIndexOf("'")
  if (at === -1) return [small]
  if (small.endsWith("n't")) return [small.slice(0, -3), 'not']
  const [before, ending] = [small.slice(0, at), small.slice(at)]
  if (ending === "'s") return isAfter.has(before) ? [before, 'is'] : [before]
  const expanded = Object.hasOwn(endings, ending) ? endings[ending] : undefined
  return expanded === undefined ? [small.replaceAll("'", '')] : [before, expanded]
}
