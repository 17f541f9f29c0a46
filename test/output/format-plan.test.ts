import { describe, expect, it } from 'vitest'
import { formatPlanSummary } from '../../src/output/format-plan.ts'

describe('the counts of a plan', () => {
  it('stand in the same order, whatever the order in which they were kept', () => {
    const text = formatPlanSummary({
      commit: 'abc',
      items: { create: 1, update: 2, keep: 3, archive: 4, quarantine: 5 },
      versions: 6,
      translations: { missing: 9, orphaned: 10, current: 7, outdated: 8 },
      unapproved: 0,
      diagnostics: { error: 11, warning: 12 },
    })
    expect(text).toBe(
      [
        'commit        abc',
        'items         1 create, 2 update, 3 keep, 4 archive, 5 quarantine',
        'versions      6 new',
        'translations  7 current, 8 outdated, 9 missing, 10 orphaned',
        'findings      11 errors, 12 warnings',
      ].join('\n'),
    )
  })
})
