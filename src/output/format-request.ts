import type { EmbeddingEstimate } from '../line/estimate-embedding.ts'
import type { MeasuredMedia } from '../line/measure-media.ts'
import type { SinceBase } from '../line/new-since.ts'
import type { OutdatedTranslation, Redirect, RequestChange } from '../line/request-changes.ts'
import { codeOf, proseOf } from './escape-markdown.ts'
import { formatCost } from './format-cost.ts'
import { findingParts, fitting, type PlaceText } from './format-markdown.ts'
import { formatActions } from './format-plan.ts'
import { counted, countsOf, olderText } from './report.ts'

/** What merging a pull or merge request would change, as it is shown. */
export type RequestReport = {
  /** Whole ids of the commits that are compared. */
  readonly base: string
  readonly commit: string
  readonly changes: readonly RequestChange[]
  readonly findings: SinceBase
  readonly media: readonly MeasuredMedia[]
  readonly embeddings: EmbeddingEstimate
  readonly outdated: readonly OutdatedTranslation[]
  /** Paths of translations whose source goes. */
  readonly orphaned: readonly string[]
  readonly redirects: readonly Redirect[]
  /** Files that the report does not follow: the configuration and schemas, which count once they are merged. */
  readonly settings: readonly string[]
}

/** By this line a comment is known as the one to replace. */
export const reportMark = '<!-- hma-content: what merging this changes -->'

// GitHub takes comments of 65,536 characters.
const findingCharacters = 30_000
const tableCharacters = 5_000

/**
 * The report as the one comment of a request: counts and new errors open, all else folded. At most 60,000 characters.
 * @param links where files of the commit are shown, without a slash at the end; null for places without links
 */
export const formatRequestMarkdown = (report: RequestReport, links: string | null): string => {
  const { findings, settings } = report
  const before = olderText(findings.older)
  return [
    reportMark,
    `## hma-content: ${headline(report)}`,
    table(
      ['', 'by merging this'],
      summaryRows(report).map(([name, text]) => [`**${name}**`, text]),
    ),
    ...(settings.length === 0 ? [] : [settingsText(settings)]),
    ...findingParts(findings.fresh, findingCharacters, linkedPlace(links)),
    ...(before === null ? [] : [before]),
    ...folded('Lessons', ['', 'lesson', 'then', 'why'], report.changes.map(changeRow(links))),
    ...folded(
      'Translations that will be outdated',
      ['translation', 'sections of the source'],
      report.outdated.map(outdatedRow),
    ),
    ...folded(
      'Translations without a source',
      ['file'],
      report.orphaned.map((path) => [cell(path)]),
    ),
    ...folded(
      'Media',
      ['file', 'itself', 'pixels', 'as readers load it'],
      report.media.map(mediaRow),
    ),
    ...folded(
      'Redirects',
      ['from', 'to'],
      report.redirects.map(({ from, to }) => [cell(from), cell(to)]),
    ),
    `Compared ${codeOf(report.commit.slice(0, 12))} with ${codeOf(report.base.slice(0, 12))}, where it parted from the branch.`,
  ].join('\n\n')
}

/** The report for a terminal, without its findings. */
export const formatRequestText = (report: RequestReport): string => {
  const rows = summaryRows(report).map(([name, text]) => `${name.padEnd(12)}  ${text}`)
  const { changes, settings } = report
  return [
    ...(changes.length === 0 ? [] : [formatActions(changes), '']),
    ...report.outdated.map(
      ({ slug, language, sections }) =>
        `outdates  ${slug} [${language}]  ${sections.map(({ title }) => title).join(', ')}`,
    ),
    ...report.redirects.map(({ from, to }) => `redirects ${from} → ${to}`),
    ...(settings.length === 0 ? [] : [settingsText(settings)]),
    ...rows,
  ].join('\n')
}

const headline = ({ changes, findings }: RequestReport): string => {
  const errors = findings.fresh.filter(({ severity }) => severity === 'error').length
  const lessons = changes.filter(({ language }) => language === undefined).length
  const others = changes.length - lessons
  const what = [
    ...(lessons > 0 || others === 0 ? [counted(lessons, 'lesson')] : []),
    ...(others > 0 ? [counted(others, 'translation')] : []),
  ].join(' and ')
  return `${what} to change${errors === 0 ? '' : `, ${counted(errors, 'new error')}`}`
}

const actionNames = ['create', 'update', 'archive', 'quarantine'] as const

const summaryRows = ({
  changes,
  findings,
  media,
  embeddings,
  outdated,
  redirects,
}: RequestReport): readonly (readonly [name: string, text: string])[] => {
  const count = (texts: readonly RequestChange[]): string =>
    actionNames
      .map((name) => [texts.filter(({ action }) => action === name).length, name] as const)
      .filter(([number]) => number > 0)
      .map(([number, name]) => `${number} ${name}`)
      .join(', ') || 'none'
  const sources = changes.filter(({ language }) => language === undefined)
  const translations = changes.filter(({ language }) => language !== undefined)
  const { embedded, tokens, dollars, model } = embeddings
  return [
    ['lessons', count(sources)],
    ['translations', `${count(translations)}; ${outdated.length} to be outdated`],
    ['findings', `${countsOf(findings.fresh)}, new`],
    ['media', media.length === 0 ? 'none new' : mediaTotal(media)],
    ['redirects', String(redirects.length)],
    [
      'embeddings',
      `${counted(embedded, 'section')}, ${counted(tokens, 'token')}, ${formatCost(dollars)} (${model})`,
    ],
  ]
}

const mediaTotal = (media: readonly MeasuredMedia[]): string => {
  const total = media.reduce((sum, { size }) => sum + size, 0)
  const largest = media.reduce((sum, one) => sum + largestLoad(one), 0)
  return `${counted(media.length, 'new file')}, ${bytes(total)}; of each the largest that readers load: ${bytes(largest)}`
}

// Browsers that know a format take the first one offered.
const largestLoad = ({ size, renditions }: MeasuredMedia): number => {
  const [first] = renditions
  return renditions
    .filter(({ format }) => format === first?.format)
    .reduce((most, one) => Math.max(most, one.size), renditions.length === 0 ? size : 0)
}

const settingsText = (paths: readonly string[]): string =>
  `Changes of ${paths.map(codeOf).join(', ')} count only once they are merged: this report goes by what the branch has.`

const changeRow =
  (links: string | null) =>
  ({ action, title, slug, language, path, status, reason }: RequestChange): readonly string[] => {
    const name = `**${proseOf(title)}**${language === undefined ? '' : ` ${proseOf(`[${language}]`)}`}`
    const here = links !== null && action !== 'archive' ? `[${name}](${linkTo(links, path)})` : name
    return [action, `${here} ${cell(slug)}`, status, proseOf(reason)]
  }

const outdatedRow = ({ slug, language, sections }: OutdatedTranslation): readonly string[] => [
  `${cell(slug)} ${proseOf(language)}`,
  sections.map(({ title, change }) => `${proseOf(title || 'introduction')} (${change})`).join(', '),
]

const mediaRow = (media: MeasuredMedia): readonly string[] => {
  const { path, size, dimensions, renditions } = media
  const byFormat = [...Map.groupBy(renditions, ({ format }) => format)].map(
    ([format, outputs]) => `${format} ${outputs.map((one) => bytes(one.size)).join(', ')}`,
  )
  return [
    cell(path),
    bytes(size),
    dimensions === null ? '' : `${dimensions.width} × ${dimensions.height}`,
    byFormat.join('; ') || bytes(size),
  ]
}

const linkedPlace = (links: string | null): PlaceText => {
  return ({ path, line, column }) => {
    const place = `**${line}:${column}**`
    return links === null ? place : `[${place}](${linkTo(links, path)}#L${line})`
  }
}

/** Address of a file: every part of its path encoded, so that nothing in it ends the link. */
const linkTo = (links: string, path: string): string =>
  `${links}/${path
    .toWellFormed()
    .split('/')
    .map(encodeURIComponent)
    .join('/')
    .replaceAll(/[()!'*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)}`

// Within a table a bar ends a cell, in code too, unless a backslash is before it.
const cell = (text: string): string => codeOf(text).replaceAll('|', '\\|')

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

/** A table that is opened when wanted; nothing where it would be empty. */
const folded = (
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] => {
  if (rows.length === 0) return []
  const shown = fitting(
    rows.map((row) => row.join(' | ')),
    tableCharacters,
  ).length
  const rest = rows.length - shown
  const more = rest === 0 ? '' : `\n\nAnd ${rest} more.`
  return [
    `<details>\n<summary>${title}: ${rows.length}</summary>\n\n${table(head, rows.slice(0, shown))}${more}\n\n</details>`,
  ]
}

const bytes = (size: number): string =>
  size < 1_000_000
    ? `${Math.max(1, Math.round(size / 1_000))} KB`
    : `${(size / 1_000_000).toFixed(1)} MB`
