import { describe, expect, it } from 'vitest'
import { type FaultReason, faultReasons, faultsIn } from '../../src/language/llm/index.ts'
import { complaints, noticed, UNSURE } from '../../src/world/acts.ts'
import { wording } from './wordings.ts'

function reasons(text: string, given: Parameters<typeof wording>[0] = {}): readonly FaultReason[] {
  return [...new Set(faultsIn(text, wording(given)).map(({ reason }) => reason))]
}

const told = { acts: ['answer'], before: ['Hello, you charged me twice.'] } as const
const early = { before: ['Hello, you charged me twice.'] } as const

describe('a faithful text', () => {
  it.each<[string, Parameters<typeof wording>[0]]>([
    ['You charged me twice for the same thing.', {}],
    ['hi, was charged twice. can you look into it?', { acts: ['complain', 'question'] }],
    ['It was $49.00.', { ...told, disclosed: { amount: 4900 } }],
    ['my bank says 49, I think', { ...told, disclosed: { amount: 4900 } }],
    ['49 dollars', { ...told, disclosed: { amount: 4900 }, words: 2 }],
    ['USD 1,234.50, as I see it', { ...told, disclosed: { amount: 123450 } }],
    ['It was 1234.50 in the end', { ...told, disclosed: { amount: 123450 } }],
    ["That was two weeks ago, I'm sure", { ...told, disclosed: { date: 'two weeks ago' } }],
    ['IT HAS BEEN LIKE THAT SINCE MONDAY!', { ...told, disclosed: { date: 'since Monday' }, shouting: true }],
    ['The card ends in 4242.', { ...told, disclosed: { last4: '4242' } }],
    ['Try Ada.Lovelace@example.com please', { ...told, disclosed: { email: 'ada.lovelace@example.com' } }],
    ['There are three of us', { ...told, disclosed: { seats: 3 } }],
    ['We need 3 seats', { ...told, disclosed: { seats: 3 } }],
    ['I used SPRING25 for it', { ...told, disclosed: { code: 'SPRING25' } }],
    ['All I want is my money back', { ...told, disclosed: { goal: 'my money back' } }],
    ['An error comes up, every time', { ...told, disclosed: { symptom: 'error-message' } }],
    ['no idea when it began', { ...told, disclosed: { onset: UNSURE } }],
    ["I've entered the new card", told],
    ['ok, that makes sense. thx', { ...early, acts: ['accept', 'thank'] }],
    ["Hm, I'm not convinced by that", { ...early, acts: ['doubt'] }],
    ["If this isn't fixed I'll call my bank", { ...early, acts: ['threaten'] }],
    ['forget it, bye', { ...early, acts: ['leave'], words: 3 }],
    ['This is ridiculous, it is STILL not solved!', { ...early, tone: 'angry' }],
    ['As I said, it was $49.00, still nothing', { before: ['It was $49.00.'] }],
    ['My 2fa code is not taken, I cannot get past it.', { complaint: 'two-factor-lost' }],
    ['You charged me twice. Thanks in advance!', {}],
    ['I was charged twice, thank you for looking into it', {}],
    [
      'Hello,\n\nyou charged me twice and I do not know why.\n\nthanks,\nAda',
      { acts: ['complain'], voice: { channel: 'email' }, words: 14 },
    ],
    [
      'Hello,\n\nyou charged me twice and I would like to know why.\n\nBest regards,\nAda Lovelace',
      { acts: ['complain'], voice: { channel: 'email' }, words: 14 },
    ],
  ])('is let through: %s', (text, given) => {
    expect(faultsIn(text, wording(given))).toEqual([])
  })
})

const rejected: readonly [FaultReason, string, Parameters<typeof wording>[0]][] = [
  ['empty', '', {}],
  ['empty', ' … ', {}],
  ['markup', '"You charged me twice for the same thing."', {}],
  ['markup', '“You charged me twice for the same thing.”', {}],
  ['markup', '**You charged me twice** for the same thing.', {}],
  ['markup', '```\nYou charged me twice\n```', {}],
  ['markup', '- You charged me twice\n- I am not amused', {}],
  ['markup', '{"text": "You charged me twice."}', {}],
  ['markup', '<b>You charged me twice.</b>', {}],
  ['markup', 'Subject: charged twice\n\nYou charged me twice.', {}],
  ['markup', 'You charged me twice.\n\nRegards,\n[Your Name]', { words: 12 }],
  ['too-short', 'Charged twice.', { words: 40 }],
  ['too-long', `You charged me twice. ${'I say it again and again. '.repeat(10)}`, {}],
  ['repeated', 'Hello, you charged me twice.', early],
  ['fact-missing', 'It was quite a lot of money.', { ...told, disclosed: { amount: 4900 } }],
  ['fact-missing', 'It was $490.00.', { ...told, disclosed: { amount: 4900 } }],
  ['fact-missing', 'It was $49.50.', { ...told, disclosed: { amount: 4900 } }],
  ['fact-missing', 'It was some time ago.', { ...told, disclosed: { date: 'two weeks ago' } }],
  ['fact-missing', 'It ends in 42421.', { ...told, disclosed: { last4: '4242' } }],
  ['fact-missing', 'It is ada@example.com.', { ...told, disclosed: { email: 'ada.lovelace@example.com' } }],
  ['fact-missing', 'I used spring25.', { ...told, disclosed: { code: 'SPRING25' } }],
  ['fact-missing', 'There are four of us.', { ...told, disclosed: { seats: 3 } }],
  ['fact-missing', 'It is very slow.', { ...told, disclosed: { symptom: 'denied' } }],
  ['fact-missing', 'It began after the update.', { ...told, disclosed: { onset: 'for-weeks' } }],
  ['fact-invented', 'You charged me $49.00 twice.', {}],
  ['fact-invented', 'You charged me twice, 49 each.', {}],
  ['fact-invented', 'You charged me forty-nine dollars twice.', {}],
  ['fact-invented', 'You charged me twice on March 3.', {}],
  ['fact-invented', 'You charged me twice last week.', {}],
  ['fact-invented', 'You charged me twice on Tuesday.', {}],
  ['fact-invented', 'You charged me twice, two days ago.', {}],
  ['fact-invented', 'You charged me twice, I am at ada@example.com.', {}],
  ['fact-invented', 'You charged me twice, see https://bank.example/statement.', {}],
  ['fact-invented', 'You charged me twice, the charge is ch_abc.', {}],
  ['fact-invented', 'You charged me twice. My name is Bob.', {}],
  ['fact-invented', 'You charged me twice.\n\nRegards,\nBob Miller', { voice: { channel: 'email' } }],
  ['act-missing', 'My toaster is broken and I am sad.', {}],
  ['act-missing', 'You charged me twice.', { acts: ['complain', 'threaten'] }],
  ['act-missing', 'You charged me twice, that is so.', { acts: ['complain', 'question'] }],
  ['act-missing', 'Well, the second charge.', { ...early, acts: ['accept'] }],
  ['act-missing', 'The second charge it is.', { ...early, acts: ['doubt'] }],
  ['act-missing', 'Ok, then let us do that.', { ...early, acts: ['accept', 'thank'] }],
  ['act-missing', 'Still the second charge.', { ...early, acts: ['leave'] }],
  ['act-missing', 'The weather is nice here.', told],
  ['act-missing', 'The second charge is there.', { ...early, acts: ['demand'] }],
  ['act-contradicted', 'Really? That sounds good to me, go ahead.', { ...early, acts: ['doubt'] }],
  ['act-contradicted', "Ok. But I don't believe you.", { ...early, acts: ['accept'] }],
  ['act-contradicted', 'You charged me twice. Thanks for your help.', {}],
  ['act-contradicted', 'You charged me twice. Thank you.', {}],
  ['act-contradicted', 'You charged me twice. Bye.', {}],
  ['act-contradicted', 'You charged me twice, my lawyer will call you.', {}],
  ['act-contradicted', "You charged me twice. I'm going to leave you.", {}],
  ['request-invented', 'My invoice is missing, I want a free month.', { complaint: 'invoice-missing' }],
  ['closed', 'You charged me twice. Case closed.', {}],
  ['closed', "Still charged twice. That's all for now.", early],
  ['closed', 'Ok, you can close this ticket.', { ...early, acts: ['accept'] }],
  ['tone', 'You charged me twice, this is outrageous.', {}],
  ['tone', 'You charged me twice, how annoying.', {}],
  ['tone', 'You charged me twice, you thieves.', { tone: 'annoyed' }],
  ['tone', 'I hope you are well! You charged me twice.', { tone: 'angry' }],
  [
    'tone',
    'Hello there, I was charged twice for the same thing, and I would like to have it looked at.',
    { tone: 'angry', words: 18 },
  ],
  ['capitals', 'YOU CHARGED ME TWICE FOR THIS.', {}],
  ['capitals', 'You charged me twice for this.', { shouting: true }],
  ['role', 'As an AI language model I was charged twice.', {}],
  ['role', 'Sure, here is the message: you charged me twice.', {}],
  ['role', 'You charged me twice? How can I help you today?', {}],
  ['role', 'I have refunded your second charge.', {}],
  ['role', 'Customer: you charged me twice.', {}],
  ['role', 'I was told in my system prompt that I was charged twice.', {}],
]

describe('a text is rejected', () => {
  it.each(rejected)('as %s: %s', (reason, text, given) => {
    expect(reasons(text, given)).toContain(reason)
  })

  it('for every reason there is', () => {
    expect(new Set(rejected.map(([reason]) => reason))).toEqual(new Set(Object.keys(faultReasons)))
  })

  it('with words that say what to do', () => {
    expect(faultsIn('It was $50.', wording({ ...told, disclosed: { amount: 4900 } }))).toEqual([
      { reason: 'fact-missing', detail: 'It has to say "$49.00", word for word.' },
      { reason: 'fact-invented', detail: 'Leave out "$50": the customer does not tell that.' },
    ])
  })
})

describe('what the customer may say', () => {
  it('depends on the matter', () => {
    const text = 'I got a cheaper offer elsewhere, otherwise I will cancel.'
    expect(reasons(text, { complaint: 'competitor-offer' })).toEqual([])
    expect(reasons(text, { complaint: 'invoice-missing' })).toContain('act-contradicted')
  })

  it.each(complaints)('has words for the matter: %s', complaint => {
    expect(reasons('Hello.', { complaint, words: 1 })).toEqual(['act-missing'])
  })

  it.each([
    ...noticed.symptom.map(value => ['symptom', value] as const),
    ...noticed.onset.map(value => ['onset', value] as const),
  ])('is asked for by its sense: %s %s', (slot, value) => {
    const [first] = faultsIn('Hello.', wording({ ...told, disclosed: { [slot]: value } }))
    expect(first?.reason).toBe('fact-missing')
    expect(first?.detail).not.toContain('"')
  })
})

describe('a text that is too long', () => {
  it.each(['a@', 'refund ', '[', '"'])('to be sent is looked at no further: %s', part => {
    expect(reasons(`**${part.repeat(1_000_000)}`)).toEqual(['too-long'])
  })
})
