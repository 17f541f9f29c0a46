import type { RedirectsFile } from '../contracts/redirects.ts'
import { canonicalJson } from '../json.ts'
import { readYaml } from '../lesson/read-yaml.ts'
import { pointerTo } from '../lesson/yaml-map.ts'
import { yamlText } from '../lesson/yaml-scalars.ts'
import { scalarEdits } from './edit-text.ts'

/** A slug that an item left, and the one to go to instead. */
export type SlugChange = { readonly from: string; readonly to: string }

/**
 * Redirects after some slugs changed: each old one leads to the new one, and so does what led to the old one. A slug that
 * is taken, as one that an item has now, leads nowhere else.
 */
export const changedRedirects = (
  before: RedirectsFile,
  changes: readonly SlugChange[],
  isTaken: (slug: string) => boolean,
): RedirectsFile => {
  const present = new Map(changes.map(({ from, to }) => [from, to]))
  const all = [...Object.entries(before), ...present]
  return Object.fromEntries(
    all
      .map(([from, to]) => [from, present.get(to) ?? to] as const)
      .filter(([from, to]) => from !== to && !isTaken(from)),
  )
}

/** The text of a `redirects.yaml` that says something else now. Its comments stay, and the lines that say the same. */
export const redirectsText = (
  text: string,
  before: RedirectsFile,
  after: RedirectsFile,
): string => {
  const edited = editedLines(text, before, after)
  const { value } = readYaml(edited, { length: edited.length, keys: Number.POSITIVE_INFINITY })
  if (canonicalJson(value) === canonicalJson(after)) return edited
  // It was written in another way than a line for each.
  return Object.entries(after).map(redirectLine).join('')
}

const redirectLine = ([from, to]: readonly [string, string]): string =>
  `${yamlText(from)}: ${yamlText(to)}\n`

const editedLines = (text: string, before: RedirectsFile, after: RedirectsFile): string => {
  const slugs = new Map(Object.keys(before).map((slug) => [pointerTo('', slug), slug]))
  const changed = scalarEdits(text, ({ pointer, value }) => {
    const to = after[slugs.get(pointer) ?? '']
    return to === undefined || to === value ? null : to
  })
  const { offsets } = readYaml(text, { length: text.length, keys: Number.POSITIVE_INFINITY })
  const removed = Object.keys(before).flatMap((slug) => {
    const start = offsets.get(pointerTo('', slug))
    if (Object.hasOwn(after, slug) || start === undefined) return []
    const end = text.indexOf('\n', start)
    return [{ start, end: end === -1 ? text.length : end + 1, text: '' }]
  })
  let edited = text
  for (const { start, end, text: value } of [...changed, ...removed].toSorted(
    (a, b) => b.start - a.start,
  )) {
    edited = edited.slice(0, start) + value + edited.slice(end)
  }
  const added = Object.entries(after).filter(([slug]) => !Object.hasOwn(before, slug))
  const isOpen = edited !== '' && !edited.endsWith('\n')
  return `${edited}${isOpen ? '\n' : ''}${added.map(redirectLine).join('')}`
}
