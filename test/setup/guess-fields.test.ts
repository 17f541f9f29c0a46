import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/json.ts'
import { guessFields } from '../../src/setup/guess-fields.ts'
import { guessType } from '../../src/setup/guess-type.ts'
import { now } from './proposal.ts'

const fieldsOf = (metadata: readonly JsonObject[], isComplete = true) =>
  guessFields({ metadata, isComplete, now })

describe('fields under other names', () => {
  it.each<readonly [string, readonly JsonObject[], object]>([
    ['a summary', [{ summary: 'Wind' }, { summary: 'Sign' }], { description: 'summary' }],
    ['a summary beside a description', [{ summary: 'Wind' }, { description: 'Sign' }], {}],
    ['a summary that is once a list', [{ summary: 'Wind' }, { summary: ['Sign'] }], {}],
    ['a summary in one of three files', [{ summary: 'Wind' }, {}, {}], {}],
    [
      'a summary left empty here and there',
      [{ summary: 'Wind' }, { summary: null }],
      { description: 'summary' },
    ],
    ['key words', [{ keywords: ['wind'] }], { tags: 'keywords' }],
    ['key words in one text', [{ keywords: 'wind, sign' }], {}],
    ['a weight', [{ weight: 10 }, { weight: 20 }], { order: 'weight' }],
    ['a weight no column holds', [{ weight: 1e10 }], {}],
    ['a position in a sidebar', [{ sidebar_position: 1 }], { order: 'sidebar_position' }],
    ['minutes of teaching', [{ teaching: 5 }, { teaching: 0 }], { duration: 'teaching' }],
    ['a time of teaching in words', [{ teaching: '5 min' }], {}],
    [
      'dates in the past',
      [{ date: '2024-01-31' }, { date: '2025-02-01 08:30:00 +0200' }],
      { publish_at: 'date' },
    ],
    ['a date to come', [{ date: '2024-01-31' }, { date: '2027-01-31' }], {}],
    ['a date in words', [{ date: '31 January 2024' }], {}],
    ['addresses as slugs', [{ slug: '/a/b' }, { slug: 'c' }], { slug: 'hma_slug' }],
    ['one slug in two files', [{ slug: 'a' }, { slug: 'a' }], { slug: 'hma_slug' }],
    ['slugs like ours', [{ slug: 'a' }, { slug: 'b' }], {}],
    ['nothing', [], {}],
  ])('takes %s for what it is', (_, metadata, expected) => {
    expect(fieldsOf(metadata)).toEqual(expected)
  })

  it('takes no dates where it has not seen them all', () => {
    expect(fieldsOf([{ date: '2024-01-31', summary: 'Wind' }], false)).toEqual({
      description: 'summary',
    })
  })
})

describe('the type', () => {
  it.each<readonly [string, readonly JsonObject[], string]>([
    ['lessons/{slug}.md', [{ title: 'Wind' }], 'lesson'],
    ['_posts/{slug}.md', [], 'article'],
    ['src/content/blog/{slug...}.md', [], 'article'],
    ['posts.md', [], 'lesson'],
    ['en/{slug}.md', [{ category: 'Term' }, { category: 'Term' }, {}], 'article'],
    ['en/{slug}.md', [{ category: 'Term' }, {}], 'lesson'],
    ['en/{slug}.md', [{ category: 'Term', duration: 5 }], 'lesson'],
  ])('of %s with %j is %s', (pattern, metadata, expected) => {
    expect(guessType(pattern, metadata)).toBe(expected)
  })
})
