import { isUtf8 } from 'node:buffer'
import { posix } from 'node:path'
import { shapeOf } from '../authoring/collection-shape.ts'
import { fixers } from '../authoring/fixers.ts'
import { addsNoRule, countOf, type FileReading, mendFile } from '../authoring/mend-file.ts'
import { classifier } from '../classify.ts'
import type { Diagnostic, Finding } from '../diagnostic.ts'
import { foldedPath, readingAt } from '../ingest/ledger.ts'
import { settingsFor, weigh } from '../severities.ts'
import { type WorkTree, withTexts } from '../source/work-tree.ts'
import { blobParser } from './blob-parser.ts'
import {
  type Checked,
  type CheckSources,
  checkFiles,
  openContent,
  readContentTree,
} from './check-content.ts'
import { type Findings, sinceBase } from './new-since.ts'
import { parseLimit, shapesByReading } from './parse-blob.ts'
import { readWritable } from './writable-file.ts'

/** A file of the work tree as it would be without some of its faults. */
export type MendedFile = {
  readonly path: string
  readonly text: string
  /** What was wrong with it. */
  readonly mended: readonly Finding[]
  /** Whether it could be read as it was. */
  readonly wasRead: boolean
}

/**
 * The files of the work tree in which something has one right answer, with that; of those that are worse than a base,
 * where there is one. Nothing is written. What a file would break elsewhere, it is not mended for.
 */
export const mendWorkTree = async (
  sources: CheckSources,
  base: Findings | null = null,
): Promise<readonly MendedFile[]> => {
  const tree = await readContentTree(sources)
  const check = (files: readonly MendedFile[]): Promise<Checked> =>
    checkFiles(sources, withTexts(tree, textsOf(files)))
  const before = await check([])
  const worse = base === null ? before.diagnostics : sinceBase(before, base).fresh
  const paths = new Set(worse.flatMap(({ rule, path }) => (rule in fixers ? [path] : [])))
  if (paths.size === 0) return []
  const found = await mendFiles(
    sources,
    tree,
    before.diagnostics.filter(({ path }) => paths.has(path)),
  )
  if (found.length === 0 || isBetter(before, await check(found), found)) return found
  let mended: readonly MendedFile[] = []
  let current = before
  for (const file of found) {
    const checked = await check([...mended, file])
    if (!isBetter(current, checked, [file])) continue
    mended = [...mended, file]
    current = checked
  }
  return mended
}

const textsOf = (files: readonly MendedFile[]): ReadonlyMap<string, string> =>
  new Map(files.map(({ path, text }) => [path, text]))

/** Whether what was mended is gone and nothing has come in its stead, but in files that could not be read before. */
const isBetter = (before: Checked, after: Checked, files: readonly MendedFile[]): boolean => {
  const old = Map.groupBy(before.diagnostics, ({ path }) => path)
  const now = Map.groupBy(after.diagnostics, ({ path }) => path)
  const opened = new Set(files.filter(({ wasRead }) => !wasRead).map(({ path }) => path))
  const addsNone = [...now].every(
    ([path, findings]) => opened.has(path) || addsNoRule(old.get(path) ?? [], findings),
  )
  const areGone = files.every(({ path, mended }) =>
    mended.every(({ rule }) => {
      const left = countOf(old.get(path) ?? [], rule) - countOf(mended, rule)
      return countOf(now.get(path) ?? [], rule) <= Math.max(left, 0)
    }),
  )
  return addsNone && areGone
}

/** Each file with findings, mended by itself; those in which nothing could be mended are left out. */
const mendFiles = async (
  { repository, config }: CheckSources,
  tree: WorkTree,
  diagnostics: readonly Diagnostic[],
): Promise<readonly MendedFile[]> => {
  await using content = openContent(repository, tree)
  const classify = classifier(config)
  const parse = blobParser(shapesByReading(config))
  const alike = pathsAlike(tree)
  const found = Map.groupBy(diagnostics, ({ path }) => path)
  const files: MendedFile[] = []
  for (const change of tree.changes) {
    const { path } = change
    const findings = found.get(path)
    const reading = readingAt({ classify }, path)
    if (findings === undefined || reading === null) continue
    const bytes = await readWritable({ root: config.root, content }, change, parseLimit(reading))
    if (bytes === null || !isUtf8(bytes)) continue
    const role = classify(path)
    const read = (text: string): FileReading => {
      const { parsed, findings } = parse(reading, '', Buffer.from(text))
      return { parsed, findings: weigh(findings, settingsFor(config, role)) }
    }
    const text = Buffer.from(bytes).toString()
    const inside = read(text)
    const rules = new Set(inside.findings.map(({ rule }) => rule))
    const across = findings.filter(({ rule }) => !rules.has(rule))
    const mended = mendFile({ path, text, shape: shapeOf(role), alike, across, read })
    if (mended.mended.length > 0) files.push({ path, ...mended, wasRead: inside.parsed })
  }
  return files
}

/** Makes the function that names the files and directories which differ from a path in capital letters at most. */
const pathsAlike = ({ changes }: WorkTree): ((path: string) => readonly string[]) => {
  const names = new Map<string, Set<string>>()
  const add = (path: string): void => {
    const key = foldedPath(path)
    names.set(key, (names.get(key) ?? new Set()).add(path))
  }
  for (const { path } of changes) {
    for (let name = path; name !== '.'; name = posix.dirname(name)) add(name)
    add(path.replace(/\.md$/, ''))
  }
  return (path) => [...(names.get(foldedPath(path)) ?? [])]
}
