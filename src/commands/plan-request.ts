import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Config, type ConfigFlags, readConfig } from '../config.ts'
import { type ConfigAt, readConfigAt } from '../config-at.ts'
import { defaultModel } from '../environment.ts'
import { ContentError } from '../errors.ts'
import { costOfChunks, type EmbeddingEstimate } from '../line/estimate-embedding.ts'
import { measureMedia } from '../line/measure-media.ts'
import { partedAt } from '../line/parted-at.ts'
import { planRequest, type RequestPlan } from '../line/plan-request.ts'
import { openStages } from '../line/stages.ts'
import { configuredEmbedder } from '../open-embedder.ts'
import { openLfs } from '../open-lfs.ts'
import { openRepository } from '../open-repository.ts'
import { formatReport } from '../output/format-report.ts'
import {
  formatRequestMarkdown,
  formatRequestText,
  type RequestReport,
} from '../output/format-request.ts'
import { noScreen } from '../output/screen.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import type { ObjectReader } from '../source/objects.ts'

export type PlanRequestOptions = ConfigFlags & {
  readonly base: string
  readonly commit?: string
  readonly format: 'text' | 'json' | 'markdown' | 'github'
  readonly report?: string
  readonly links?: string
}

/**
 * Prints what merging a commit into the branch would change. The configuration is that of the commit where the two
 * parted; a changed one is only checked.
 * @throws ContentError `CONFIG` where what the commit makes of it cannot be read
 */
export const planRequestCommand = async (
  options: PlanRequestOptions,
  context: CommandContext,
): Promise<number> => {
  const { terminal, variables, now } = context
  const links = options.links === undefined ? null : checkedLinks(options.links)
  const root = resolve(options.cwd ?? '.')
  const repository = await openRepository({ root, source: { history: 'full' } }, variables.PATH)
  await using objects = repository.snapshots.openObjects()
  const find = (commit: string) => repository.resolve({ branch: 'main', commit })
  const head = await find(options.commit ?? 'HEAD')
  const base = await partedAt(repository, await find(options.base), head)
  const at = await readConfigAt(objects, base, options, variables)
  const config = at?.config ?? readConfig(options, variables)
  if (at === null) terminal.note('The branch has no configuration yet: this goes by the one here.')
  const settings =
    at === null ? [] : await changedSettings(objects, at, { base, head: head.commit })
  // What is broken would stop the first publish after it is merged.
  if (
    settings.length > 0 &&
    (await readConfigAt(objects, head.commit, options, variables)) === null
  )
    throw configurationGone(head.commit)
  const stages = openStages(terminal.progress)
  const planned = await planRequest({ repository, config, base, head, now, stages })
  const lfs = openLfs(config, repository, variables)
  const { progress: onProgress } = terminal
  const measured = await measureMedia({ objects, config, lfs, stages, onProgress }, planned.media)
  const { fresh, older } = planned.findings
  const report: RequestReport = {
    ...planned,
    base,
    commit: head.commit,
    findings: { fresh: [...fresh, ...measured.diagnostics], older },
    media: measured.media,
    embeddings: await costOf(config, planned),
    settings,
  }
  const markdown = `${formatRequestMarkdown(report, links)}\n`
  if (options.report !== undefined) await writeFile(options.report, markdown)
  const text = formatted(report, markdown, options.format)
  if (text !== '') terminal.print(text)
  const hasErrors = report.findings.fresh.some(({ severity }) => severity === 'error')
  return hasErrors ? exitCodes.content : exitCodes.fine
}

const formatted = (
  report: RequestReport,
  markdown: string,
  format: PlanRequestOptions['format'],
): string => {
  const { fresh, older } = report.findings
  const findings = { diagnostics: fresh, older, lineOf: () => null, screen: noScreen }
  switch (format) {
    case 'json':
      return JSON.stringify({ ...report, chunks: undefined }, null, 2)
    case 'markdown':
      return markdown.trimEnd()
    case 'github':
      return formatReport(findings, 'github')
    case 'text':
      return [formatReport(findings, 'text'), formatRequestText(report)].join('\n\n')
  }
}

/** The address below which a host shows the files of the commit, without a slash at its end. */
const checkedLinks = (text: string): string => {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username + url.password !== '')
    throw new ContentError(
      'USAGE',
      'Expected an http or https address without a password for `--links`.',
      {
        hint: 'On GitHub: `https://github.com/<owner>/<repository>/blob/<commit>`.',
      },
    )
  return url.href.replace(/\/+$/, '')
}

const configurationGone = (commit: string): ContentError =>
  new ContentError(
    'CONFIG',
    `The commit \`${commit.slice(0, 12)}\` takes the configuration away.`,
    {
      hint: 'Nothing could be published without it.',
    },
  )

/** Those of the files which decide how content is read that differ between two commits. */
const changedSettings = async (
  { lookup }: Pick<ObjectReader, 'lookup'>,
  { paths }: ConfigAt,
  { base, head }: { readonly base: string; readonly head: string },
): Promise<readonly string[]> => {
  const changed: string[] = []
  for (const path of paths)
    if ((await lookup(base, path)) !== (await lookup(head, path))) changed.push(path)
  return changed
}

/** The cost of what the request changes; without an account, of the model that would be asked with one. */
const costOf = async (config: Config, { chunks }: RequestPlan): Promise<EmbeddingEstimate> => {
  const embedder = await configuredEmbedder(config)
  if (config.environment.embedder.kind !== 'offline')
    return costOfChunks(chunks.now, chunks.before, embedder)
  const { priceOf } = await import('../embed/openai-embedder.ts')
  const priced = { model: defaultModel, price: priceOf(defaultModel) }
  return costOfChunks(chunks.now, chunks.before, priced)
}
