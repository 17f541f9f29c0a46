import type { FileRole } from '../classify.ts'
import type { Diagnostic, Finding } from '../diagnostic.ts'
import type { BlobRecord } from '../item.ts'
import { quoted } from '../lesson/finding.ts'
import type { LinkUse } from '../lesson/lesson.ts'
import type { LinkTarget } from '../link-target.ts'
import { isMediaPath } from '../source/media-path.ts'
import { resolvePath, stepsOutside } from '../source/resolve-path.ts'

/** A commit or work tree as the rules across files see it. */
export type TreeView = {
  readonly has: (path: string) => boolean
  readonly recordAt: (path: string) => BlobRecord | null
  readonly classify: (path: string) => FileRole
  readonly target: (from: string, url: string) => LinkTarget | null
}

/** What is wrong between one file and the others: links and anchors that lead nowhere, media that is not there. Never an error. */
export const crossFileDiagnostics = (view: TreeView, path: string): readonly Diagnostic[] => {
  const record = view.recordAt(path)
  if (record === null) return []
  return record.links.flatMap((link) => {
    const finding = linkFinding(view, path, record, link)
    return finding === null ? [] : [{ path, ...finding }]
  })
}

/** A translation file whose source is gone or never was. */
export const orphanDiagnostic = (path: string, sourcePath: string): Diagnostic => ({
  path,
  line: 1,
  column: 1,
  severity: 'warning',
  rule: 'TRANSLATION_ORPHANED',
  message: `Expected the source at \`${sourcePath}\`, got nothing there.`,
  hint: 'Rename the translation like its source, or delete it.',
})

const linkFinding = (
  view: TreeView,
  path: string,
  record: BlobRecord,
  link: LinkUse,
): Finding | null => {
  const at = { line: link.line, column: link.column, severity: 'warning' as const }
  const target = resolvePath(path, link.url)
  if (target === null) {
    return stepsOutside(path, link.url) === 1 ? outsideFinding(at, link) : null
  }
  if (isMediaPath(target.path)) return view.has(target.path) ? null : missingMedia(at, link)
  if (target.path === path) return anchorFinding(at, record, link, target.anchor)
  const found = view.target(path, link.url)
  if (found !== null) {
    const other = found.item.present ? view.recordAt(found.item.path) : null
    return other === null ? missingFile(at, link) : anchorFinding(at, other, link, found.anchor)
  }
  return view.has(target.path) ? null : missingFile(at, link)
}

/**
 * Links to something so far above the repository that no place of it in a site explains them. One step is usual in
 * repositories that a site shows below a directory of its own, and only warned of.
 */
export const outsideFindings = (
  path: string,
  { links }: Pick<BlobRecord, 'links'>,
): readonly Finding[] =>
  links.flatMap((link) =>
    stepsOutside(path, link.url) > 1
      ? [outsideFinding({ line: link.line, column: link.column, severity: 'error' }, link)]
      : [],
  )

const outsideFinding = (at: Place, link: LinkUse): Finding => ({
  ...at,
  rule: 'LINK_OUTSIDE',
  message: `Expected a file of the repository, got ${quoted(link.url)}, which leaves it.`,
  hint: 'Link to a file inside the repository or to a full address.',
})

type Place = Pick<Finding, 'line' | 'column' | 'severity'>

const missingMedia = (at: Place, link: LinkUse): Finding => ({
  ...at,
  rule: 'MEDIA_MISSING',
  message: `Expected a file at \`${link.url}\`, got nothing there.`,
  hint: 'Check the spelling, also of capital letters, or commit the file.',
})

const missingFile = (at: Place, link: LinkUse): Finding => ({
  ...at,
  rule: 'LINK_MISSING',
  message: `Expected a lesson at \`${link.url}\`, got nothing there.`,
  hint: 'Check the path; it is relative to the file that the link stands in.',
})

const anchorFinding = (
  at: Place,
  record: BlobRecord,
  link: LinkUse,
  anchor: string,
): Finding | null => {
  if (anchor === '' || record.outline.some((section) => section.anchor === anchor)) return null
  return {
    ...at,
    rule: 'LINK_ANCHOR',
    message: `Expected a heading with the anchor \`#${anchor}\`, got none in \`${link.url}\`.`,
    hint: 'An anchor is the heading in lower case with hyphens for spaces.',
  }
}
