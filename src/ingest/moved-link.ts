import type { Finding } from '../diagnostic.ts'
import { quoted } from '../lesson/finding.ts'
import type { LinkUse } from '../lesson/lesson.ts'
import type { LinkTarget } from '../link-target.ts'
import { urlNaming } from '../named-file.ts'
import { cutUrl, relativeUrl } from '../source/relative-url.ts'
import type { TreeView } from './cross-file.ts'

/** A link that leads to its lesson by a redirect alone, from where the lesson lay before. */
export const movedFinding = (
  view: TreeView,
  from: string,
  link: LinkUse,
  found: LinkTarget,
): Finding | null => {
  const role = view.classify(found.path)
  const source = role.kind === 'translation' ? role.sourcePath : found.path
  if (source === found.item.path || view.has(found.path)) return null
  return {
    line: link.line,
    column: link.column,
    severity: 'suggestion',
    rule: 'LINK_MOVED',
    message: `Expected a link to where the lesson lies, got ${quoted(link.url)}, from where it moved.`,
    hint: `Write \`${urlNow(view, from, link.url, found)}\`.`,
  }
}

/** The link as it is to be written now: in the same manner where the file can be named so, else by its path. */
const urlNow = (view: TreeView, from: string, url: string, found: LinkTarget): string => {
  const path = fileNow(view, found)
  const { path: written, suffix } = cutUrl(url)
  const now = urlNaming(view, found, { from, path, written }) ?? relativeUrl(from, path, written)
  return now + suffix
}

/** The item's file, or its translation where the link named one and there is one. */
const fileNow = (view: TreeView, { item, path }: LinkTarget): string => {
  const role = view.classify(path)
  if (role.kind !== 'translation') return item.path
  const { files, translations } = role.collection
  const language = translations?.match(path)?.language
  const parts = files.match(item.path)
  if (parts === null || translations === null || language === undefined) return item.path
  const translated = translations.format({ ...parts, language })
  return view.has(translated) ? translated : item.path
}
