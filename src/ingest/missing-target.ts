import type { Finding } from '../diagnostic.ts'
import type { LinkUse } from '../lesson/lesson.ts'
import { namedFiles } from '../named-file.ts'
import { cutUrl, relativeUrl } from '../source/relative-url.ts'
import { resolvePath } from '../source/resolve-path.ts'
import type { TreeView } from './cross-file.ts'

/** Names what is not there, and what may have been meant: an error where an author’s machine may not tell the two apart. */
export const missingTarget = (
  { view, path, link }: { readonly view: TreeView; readonly path: string; readonly link: LinkUse },
  what: 'file' | 'lesson',
  fits: (path: string) => boolean,
): Pick<Finding, 'severity' | 'message' | 'hint'> => {
  const target = resolvePath(path, link.url)
  const near = target && view.nearest(target.path.replace(/\/$/, ''), fits)
  const expected = `Expected a ${what} at \`${link.url}\``
  if (!target || !near) {
    const fromTop = targetFromTop(view, link.url)
    return {
      severity: 'warning',
      message: `${expected}, got nothing there.`,
      hint:
        fromTop === null
          ? 'Check the path; it is relative to the file that the link stands in.'
          : `Did you mean \`${fromTop}\`?`,
    }
  }
  const { path: written, suffix } = cutUrl(link.url)
  const url = relativeUrl(path, near.path, written) + suffix
  return near.looksAlike
    ? {
        severity: 'error',
        message: `${expected}, got \`${url}\`, which differs in capital letters or accents.`,
        hint: `Write \`${url}\`: servers tell the two apart.`,
      }
    : {
        severity: 'warning',
        message: `${expected}, got nothing there.`,
        hint: `Did you mean \`${url}\`?`,
      }
}

/** A path that was perhaps meant from the top, without brackets that do not belong to it; null where nothing is there. */
const targetFromTop = (view: TreeView, url: string): string | null => {
  const path = `/${url.replace(/^[([/]+/, '').replace(/[)\]]+$/, '')}`
  return [...namedFiles(view, '', path)].some((named) => view.has(named.path)) ? path : null
}
