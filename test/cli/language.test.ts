import { describe, expect, it } from 'vitest'
import { supportgym } from './command.ts'

describe('supportgym language', () => {
  it('understand prints every act with what it carries and the words it rests on', async () => {
    const { code, stdout } = await supportgym([
      'language',
      'understand',
      'So sorry! I have refunded the $49. I will get back to you within 3 hours.',
    ])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^apologize +\d+ % +So sorry$/m)
    expect(stdout).toMatch(/^confirm +refund of 4,900 cents +\d+ % +I have refunded the \$49$/m)
    expect(stdout).toMatch(
      /^promise\.follow_up +within 180 min +\d+ % +I will get back to you within 3 hours$/m,
    )
  })

  it('understand says when nothing was heard', async () => {
    const { stdout } = await supportgym(['language', 'understand', 'Roses are red.'])
    expect(stdout).toBe('Nothing was heard in it.\n')
  })

  it('evaluate prints the figures of one side as JSON, and no text', async () => {
    const { stdout } = await supportgym(['language', 'evaluate', '--split', 'tuning', '--json'])
    const { split, macroF1, acts, arguments: about } = JSON.parse(stdout)
    expect(split).toBe('tuning')
    expect(macroF1).toBeGreaterThan(0.9)
    expect(acts).toHaveLength(11)
    expect(about.map(({ argument }: { argument: string }) => argument)).toContain('topic (unaware)')
    expect(stdout).not.toContain('refund ')
  })
})
