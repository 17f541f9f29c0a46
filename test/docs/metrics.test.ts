import { expect, it } from 'vitest'
import { metricTable } from '../../src/telemetry/metric-table.ts'
import { tableRows, textOf } from './pages.ts'

it('docs/service.md has every metric as it is, and no other', () => {
  const rows = [...tableRows(textOf('docs/service.md'))].filter(([name]) =>
    name.startsWith('hma_content_'),
  )
  expect(Object.fromEntries(rows)).toEqual(
    Object.fromEntries(
      Object.entries(metricTable).map(([name, { type, help, labels }]) => [
        name,
        [type, labels.join(', '), help.replace(/\.$/, '')],
      ]),
    ),
  )
})
