import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { snippet } from '../../src/search/snippet.ts'

const filler = 'Nothing of note happens in this part. '.repeat(20)

describe('snippet', () => {
  it('gives a short chunk whole, on one line', () => {
    expect(snippet(' Call\n\nat  dawn. ', 'elk', 'en')).toBe('Call at dawn.')
  })

  it('shows the place where most words of the question stand', () => {
    const text = `Wind matters. ${filler}Read the wind before calling elk at dawn. ${filler}`
    const shown = snippet(text, 'calls for elks in the wind', 'en')
    expect(shown).toContain('Read the wind before calling elk at dawn.')
    expect(shown).toMatch(/^….*…$/u)
    expect(shown.length).toBeLessThanOrEqual(202)
  })

  it('does not begin with what ends the clause before', () => {
    const text = `${'x'.repeat(180)}, elk. ${filler}`
    expect(snippet(text, 'elk', 'en')).toMatch(/^…elk\./u)
  })

  it('begins at the beginning when no word occurs', () => {
    expect(snippet(filler, 'trout', 'en')).toMatch(/^Nothing of note .*…$/u)
  })

  it('cuts between words, also where no spaces are written', () => {
    const text = `${'今天天气很好。'.repeat(60)}麋鹿在秋天呼叫。${'今天天气很好。'.repeat(60)}`
    expect(snippet(text, '麋鹿', 'zh')).toContain('麋鹿在秋天呼叫')
  })

  it('is never longer than 202 characters and only cuts', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 900 }),
        fc.string(),
        (text, question) => {
          const shown = snippet(text, question, 'en')
          expect(shown.length).toBeLessThanOrEqual(202)
          expect(text.replace(/\s+/gu, ' ')).toContain(shown.replace(/^…|…$/gu, ''))
        },
      ),
      { numRuns: 200 },
    )
  })
})
