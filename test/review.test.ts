import { describe, expect, it } from 'vitest'
import type { ReviewRuling, ReviewStep } from '../src/decision.ts'
import { personOf } from '../src/ingest/authors.ts'
import type { Version } from '../src/item.ts'
import {
  lacksOf,
  opinionOn,
  type ReviewRule,
  type RuledText,
  rulesOver,
  stageOf,
} from '../src/review.ts'
import { type ReviewSubject, refusalOf, type StepKind, stateOfText } from '../src/review-step.ts'
import { version } from './support/items.ts'

const ruth = '8c5eb83b-1f64-4f49-9a5d-c574a8327fa9'
const person = personOf({
  authors: {
    authors: [{ id: ruth, key: 'ruth', github: 'ruth-o', emails: ['Ruth@example.org'] }],
  },
  mailmap: { 'ruth@old.example.org': 'ruth@example.org' },
})

const rule = (fields: Partial<ReviewRule> = {}): ReviewRule => ({
  texts: 'all',
  collection: null,
  pillar: null,
  language: null,
  approvals: 1,
  by: null,
  ...fields,
})

const step = (
  kind: ReviewRuling['kind'],
  by: string,
  fields: Partial<ReviewStep> = {},
): ReviewStep =>
  ({
    kind,
    item: 'a',
    language: 'en',
    version: '2',
    source: null,
    sequence: 1,
    at: '2026-06-01T00:00:00Z',
    reason: '',
    by,
    ...fields,
  }) as ReviewStep

describe('a person', () => {
  it.each([
    ['Ruth <RUTH@example.org>', ruth],
    ['R. <ruth@old.example.org>', ruth],
    ['ruth@example.org', ruth],
    ['ruth', ruth],
    ['ruth-o', ruth],
    [ruth, ruth],
    ['Max <Max@example.org>', 'max@example.org'],
    ['max@example.org', 'max@example.org'],
    ['Max', 'max'],
  ])('%s is %s', (text, expected) => {
    expect(person(text)).toBe(expected)
  })
})

describe('rulesOver', () => {
  const lesson: RuledText = {
    texts: 'items',
    collection: 'lesson',
    pillar: 'safety',
    language: 'en',
  }
  const spanish: RuledText = { ...lesson, texts: 'translations', language: 'es' }

  it.each<[string, Partial<ReviewRule>, boolean, boolean]>([
    ['everything', {}, true, true],
    ['items', { texts: 'items' }, true, false],
    ['translations', { texts: 'translations' }, false, true],
    ['a collection', { collection: 'lesson' }, true, true],
    ['another collection', { collection: 'article' }, false, false],
    ['a pillar', { pillar: 'safety' }, true, true],
    ['another pillar', { pillar: 'gear' }, false, false],
    ['a language', { language: 'es' }, false, true],
    ['all that it says', { pillar: 'safety', language: 'fr' }, false, false],
  ])('of %s covers it', (_, fields, own, translated) => {
    const rules = [rule(fields)]
    expect([lesson, spanish].map((text) => rulesOver(rules, text).length > 0)).toEqual([
      own,
      translated,
    ])
  })
})

describe('approvals of a version', () => {
  const lacking = (
    rules: readonly ReviewRule[],
    steps: readonly ReviewStep[],
    fields: Partial<Version> = {},
  ) => {
    const judged = version('2', fields)
    const opinion = opinionOn(judged, steps, person)
    return {
      lacks: lacksOf(judged, opinion, rules, person).map(({ given, needed }) => given - needed),
      rejected: opinion.rejected,
    }
  }

  it.each<[string, ReviewRule, readonly ReviewStep[], Partial<Version>, number | null]>([
    ['are missing at first', rule(), [], {}, -1],
    ['are given by decisions', rule(), [step('approve', 'max')], {}, null],
    ['are given by trailers', rule(), [], { reviewers: ['Max <max@example.org>'] }, null],
    [
      'count people, not decisions',
      rule({ approvals: 2 }),
      [step('approve', 'ruth'), step('approve', 'Ruth <ruth@old.example.org>')],
      { reviewers: ['Ruth Okafor <ruth@example.org>'] },
      -1,
    ],
    [
      'count decisions and trailers together',
      rule({ approvals: 2 }),
      [step('approve', 'ruth')],
      { reviewers: ['Max <max@example.org>'] },
      null,
    ],
    ['of another version do not count', rule(), [step('approve', 'max', { version: '1' })], {}, -1],
    [
      'by its author do not count',
      rule(),
      [step('approve', 'ruth')],
      { author: 'Ruth <ruth@old.example.org>' },
      -1,
    ],
    [
      'count of those whom the rule names',
      rule({ by: ['ruth'] }),
      [step('approve', 'max')],
      {},
      -1,
    ],
    [
      'count whoever of them it is',
      rule({ by: ['tom', 'ruth-o'] }),
      [step('approve', 'ruth@example.org')],
      {},
      null,
    ],
  ])('%s', (_, one, steps, fields, expected) => {
    expect(lacking([one], steps, fields).lacks).toEqual(expected === null ? [] : [expected])
  })

  it('have to meet every rule', () => {
    const rules = [rule({ approvals: 2 }), rule({ by: ['ruth'] })]
    expect(lacking(rules, [step('approve', 'max'), step('approve', 'tom')]).lacks).toEqual([-1])
  })

  it('are void once it was sent back, trailers too, until somebody approves it anew', () => {
    const back = [step('approve', 'max'), step('reject', 'tom')]
    const reviewers = ['Ruth <ruth@example.org>']
    expect(lacking([rule()], back, { reviewers })).toEqual({ lacks: [-1], rejected: true })
    const again = [...back, step('approve', 'tom')]
    expect(lacking([rule()], again, { reviewers })).toEqual({ lacks: [], rejected: false })
    expect(lacking([], back).rejected).toBe(true)
  })
})

describe('stageOf', () => {
  it.each<[string, readonly ReviewStep[], readonly ReviewRule[], boolean, string | null]>([
    ['nothing where nobody has to or did say anything', [], [], false, null],
    ['open for a draft', [], [], true, 'open'],
    ['review where approvals are missing', [], [rule()], false, 'review'],
    ['review for a draft that was submitted', [step('submit', 'ada')], [], true, 'review'],
    ['approved', [step('approve', 'max')], [rule()], false, 'approved'],
    [
      'review where one of two is given',
      [step('approve', 'max')],
      [rule({ approvals: 2 })],
      false,
      'review',
    ],
    [
      'open where it was sent back',
      [step('approve', 'max'), step('reject', 'max')],
      [],
      false,
      'open',
    ],
    [
      'review where it was submitted again after that',
      [step('reject', 'max'), step('submit', 'ada')],
      [],
      false,
      'review',
    ],
    [
      'approved after an acceptance too',
      [step('approve', 'max'), step('accept', 'max')],
      [],
      false,
      'approved',
    ],
  ])('is %s', (_, steps, rules, draft, expected) => {
    const judged = version('2', { draft })
    const opinion = opinionOn(judged, steps, person)
    expect(stageOf(judged, steps, opinion, lacksOf(judged, opinion, rules, person))).toBe(expected)
  })
})

describe('refusalOf', () => {
  const item: ReviewSubject = {
    texts: 'items',
    version: version('2'),
    isLive: false,
    isArchived: false,
    freshness: 'current',
    steps: [],
    rules: [rule()],
  }
  const translation: ReviewSubject = { ...item, texts: 'translations' }
  const missing: ReviewSubject = { ...translation, version: null, freshness: 'missing', rules: [] }
  const draft: ReviewSubject = { ...item, version: version('2', { draft: true }) }
  const live: ReviewSubject = { ...translation, isLive: true }
  const reviewer = { by: 'max', reason: 'as it should be' }

  const steps: Readonly<Record<'items' | 'translations', readonly StepKind[]>> = {
    items: ['submit', 'approve', 'reject', 'archive', 'reopen'],
    translations: ['start', 'submit', 'approve', 'reject', 'accept'],
  }

  const allowed = (subject: ReviewSubject): readonly string[] =>
    steps[subject.texts].filter((kind) => refusalOf(kind, subject, reviewer, person) === null)

  it.each<[string, string, ReviewSubject, readonly string[]]>([
    ['a translation that is missing', 'pending', missing, ['start']],
    [
      'one that was begun and has no file yet',
      'in_progress',
      { ...missing, steps: [step('start', 'ines', { version: null })] },
      [],
    ],
    [
      'one that is a draft',
      'in_progress',
      { ...translation, version: version('2', { draft: true }) },
      ['submit'],
    ],
    ['one in review', 'review', translation, ['approve', 'reject']],
    ['one that is live', 'published', live, ['approve', 'reject']],
    [
      'one that is live and outdated',
      'published',
      { ...live, freshness: 'outdated' },
      ['start', 'approve', 'reject', 'accept'],
    ],
    ['an item that is a draft', 'draft', draft, ['submit', 'archive']],
    [
      'a draft that was submitted',
      'review',
      { ...draft, steps: [step('submit', 'ada')] },
      ['approve', 'reject', 'archive'],
    ],
    [
      'an item that was sent back',
      'draft',
      { ...item, steps: [step('reject', 'max')] },
      ['submit', 'archive'],
    ],
    [
      'an item that is approved',
      'approved',
      { ...item, rules: [] },
      ['approve', 'reject', 'archive'],
    ],
    ['an item that was taken down', 'archived', { ...item, isArchived: true }, ['reopen']],
    [
      'an item with errors',
      'review',
      { ...item, version: version('2', { fit: false }) },
      ['reject', 'archive'],
    ],
  ])('lets people do with %s, which is %s, what comes next', (_, state, subject, expected) => {
    expect(stateOfText(subject, person)).toBe(state)
    expect(allowed(subject)).toEqual(expected)
  })

  it.each<[string, ReviewSubject, string]>([
    ['wrote it', { ...item, version: version('2', { author: 'Max <max>' }) }, 'max wrote it'],
    [
      'has approved it already',
      { ...item, rules: [rule({ approvals: 2 })], steps: [step('approve', 'Max <max>')] },
      'max has approved it already',
    ],
    ['may not', { ...item, rules: [rule({ by: ['ruth'] })] }, 'max may not approve it'],
  ])('says to an approver who %s why not', (_, subject, message) => {
    expect(refusalOf('approve', subject, reviewer, person)?.message).toBe(message)
  })

  it.each<[StepKind]>([['reject'], ['accept'], ['archive']])('asks for a reason to %s', (kind) => {
    const outdated: ReviewSubject = { ...live, freshness: 'outdated' }
    expect(refusalOf(kind, outdated, { by: 'max', reason: ' ' }, person)?.message).toContain(
      'reason',
    )
    expect(refusalOf(kind, outdated, reviewer, person)).toBeNull()
  })
})
