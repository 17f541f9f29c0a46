import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { metricTable } from '../../src/telemetry/metric-table.ts'
import { textOf } from '../docs/pages.ts'

type Rule = {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly runbook: string }
}
type Panel = { readonly title: string; readonly targets: readonly { readonly expr: string }[] }

const { groups } = load(textOf('examples/deploy/monitoring/alerts.yaml')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[]
}
const rules = groups.flatMap((group) => group.rules)
const { panels } = JSON.parse(textOf('examples/deploy/monitoring/dashboard.json')) as {
  readonly panels: readonly Panel[]
}
const expressions = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
]

type Series = readonly [name: string, labels: readonly string[]]

const metrics = new Map<string, readonly string[]>(
  Object.entries(metricTable).flatMap(([name, { type, labels }]): readonly Series[] =>
    type === 'histogram'
      ? [
          [`${name}_sum`, labels],
          [`${name}_count`, labels],
          [`${name}_bucket`, [...labels, 'le']],
        ]
      : [[name, labels]],
  ),
)
const named = (text: string): readonly string[] => text.match(/\bhma_content_\w+/g) ?? []

describe('the rules and the dashboard', () => {
  it.each(expressions)('name in %s only metrics and labels that there are: %s', (_, expr) => {
    const names = named(expr)
    expect(names.filter((name) => !metrics.has(name))).toEqual([])
    const known = names.flatMap((name) => metrics.get(name) ?? [])
    const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) =>
      list.split(/,\s*/),
    )
    const selected = [...expr.matchAll(/\bhma_content_\w+\{([^}]*)\}/g)].flatMap(([, list = '']) =>
      [...list.matchAll(/(\w+)(?:=~?|!~?=?)"/g)].map(([, label = '']) => label),
    )
    expect([...grouped, ...selected].filter((label) => !known.includes(label))).toEqual([])
  })

  it('show every metric', () => {
    const shown = new Set(expressions.flatMap(([, expr]) => named(expr)))
    const isShown = (name: string): boolean =>
      shown.has(name) || shown.has(`${name}_bucket`) || shown.has(`${name}_sum`)
    expect(Object.keys(metricTable).filter((name) => !isShown(name))).toEqual([])
  })

  it('lead each alert to a section that says what to do', () => {
    const headings = [...textOf('docs/operations.md').matchAll(/^#{2,3} (.*)$/gm)].map(
      ([, heading = '']) => heading.toLowerCase().replaceAll(' ', '-'),
    )
    expect(rules.length).toBeGreaterThan(10)
    for (const { alert, labels, annotations } of rules) {
      expect(alert).toMatch(/^HmaContent[A-Z]\w+$/)
      expect(['critical', 'warning', 'info']).toContain(labels.severity)
      expect(annotations.summary).toMatch(/\.$/)
      const [page, anchor] = annotations.runbook.split('#')
      expect([page, headings.includes(anchor ?? '')], alert).toEqual(['docs/operations.md', true])
    }
  })
})

it('the compose file gives Prometheus and Grafana files that are there', () => {
  const { services } = load(textOf('examples/deploy/compose.yaml')) as {
    readonly services: Readonly<Record<string, { readonly volumes?: readonly string[] }>>
  }
  const mounted = ['prometheus', 'grafana'].flatMap((name) => services[name]?.volumes ?? [])
  const files = mounted
    .map((volume) => volume.split(':')[0] ?? '')
    .filter((path) => /^\.\/.*\.\w+$/.test(path))
  expect(files).toHaveLength(3)
  for (const path of files) expect(textOf(`examples/deploy/${path}`)).not.toBe('')
})
