/** What serving a customer costs, in cents, and where each figure comes from. */
export const serviceRates = {
  agentMinute: { cents: 25, of: 'a minute of an agent', source: 'assumed: $15 an hour' },
  humanContact: { cents: 800, of: 'a contact with a human', source: 'Gartner 2019: $8' },
  selfService: { cents: 10, of: 'a contact that the customer serves', source: 'Gartner 2019: $0.10' },
} as const
