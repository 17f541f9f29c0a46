import type { Diagnostic, Finding } from '../diagnostic.ts'
import type { BlobRecord } from '../item.ts'
import { quoted } from '../lesson/finding.ts'
import type { LinkUse } from '../lesson/lesson.ts'
import type { LinkTarget } from '../link-target.ts'
import { type NamingSources, namedFiles } from '../named-file.ts'
import { isMediaPath } from '../source/media-path.ts'
import { resolvePath, stepsOutside } from '../source/resolve-path.ts'
import { missingTarget } from './missing-target.ts'
import { movedFinding } from './moved-link.ts'
import type { NearPath } from './nearest-path.ts'

/** A commit or work tree as the rules across files see it. */
export type TreeView = NamingSources & {
  readonly has: (path: string) => boolean
  readonly recordAt: (path: string) => BlobRecord | null
  readonly target: (from: string, url: string) => LinkTarget | null
  /** What may have been meant by a path that is not there. */
  readonly nearest: (path: string, fits: (path: string) => boolean) => NearPath | null
}

/** What is wrong between one file and the others: links and anchors that lead nowhere or to drafts, media that is not there. Never an error. */
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
  severity: 'error',
  rule: 'TRANSLATION_ORPHANED',
  message: `Expected the source at \`${sourcePath}\`, got nothing there.`,
  hint: 'Rename the translation like its source, or delete it.',
})

/** A link and what it takes to judge it. */
type Use = {
  readonly view: TreeView
  /** The file that it stands in, and its record. */
  readonly path: string
  readonly record: BlobRecord
  readonly link: LinkUse
  readonly at: Place
}

const linkFinding = (
  view: TreeView,
  path: string,
  record: BlobRecord,
  link: LinkUse,
): Finding | null => {
  const at = { line: link.line, column: link.column, severity: 'warning' as const }
  const use = { view, path, record, link, at }
  const target = resolvePath(path, link.url)
  if (target !== null && isMediaPath(target.path)) {
    return view.has(target.path) ? null : missingMedia(use)
  }
  if (target?.path === path) return anchorFinding(at, record, link, target.anchor)
  const found = view.target(path, link.url)
  if (found === null) return leadsNowhere(use)
  if (!found.item.present) return view.has(found.path) ? null : deletedFile(use)
  const source = view.recordAt(found.item.path)
  if (source === null) return missingFile(use)
  return (
    draftFinding(use, source) ??
    anchorFinding(at, view.recordAt(found.path) ?? source, link, found.anchor) ??
    movedFinding(view, path, link, found)
  )
}

/** A link that leads to no lesson: it may still lead to another file, or to what is known to others alone. */
const leadsNowhere = (use: Use): Finding | null => {
  const { view, path, link } = use
  const isThere = [...namedFiles(view, path, link.url)].some((named) => view.has(named.path))
  if (isThere || link.url.startsWith('/')) return null
  if (stepsOutside(path, link.url) === 1) return outsideFinding(use.at, link)
  return resolvePath(path, link.url) === null ? null : missingFile(use)
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

const missingMedia = (use: Use): Finding => ({
  ...use.at,
  rule: 'MEDIA_MISSING',
  ...missingTarget(use, 'file', isMediaPath),
})

const missingFile = (use: Use): Finding => ({
  ...use.at,
  rule: 'LINK_MISSING',
  ...missingTarget(use, 'lesson', (path) => !isMediaPath(path)),
})

const deletedFile = ({ at, link }: Use): Finding => ({
  ...at,
  rule: 'LINK_MISSING',
  message: `Expected a lesson at \`${link.url}\`, got one that was deleted.`,
  hint: 'Link to another lesson, or take the link out.',
})

/** A link by which readers of a lesson would come to one that is not published. */
const draftFinding = (
  { view, path, record, link, at }: Use,
  target: BlobRecord,
): Finding | null => {
  if (target.fields?.draft !== true || record.fields?.draft === true) return null
  const role = view.classify(path)
  const source = role.kind === 'translation' ? view.recordAt(role.sourcePath) : null
  if (source?.fields?.draft === true) return null
  return {
    ...at,
    rule: 'LINK_DRAFT',
    message: `Expected a link to a published lesson, got ${quoted(link.url)}, which is a draft.`,
    hint: 'Publish that lesson together with this one, or take the link out.',
  }
}

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
