import { ContentError } from '../errors.ts'
import { isRegular, readingAt } from '../ingest/ledger.ts'
import { type BlobRecord, emptyRecord, type Item } from '../item.ts'
import type { FieldName } from '../lesson/lesson.ts'
import { pointerTo } from '../lesson/yaml-map.ts'
import type { RecordedState } from '../state.ts'
import { type Academy, type OpenAcademy, recordAt, type TreeEdit, textPaths } from './academy.ts'
import { redirectsText, type SlugChange } from './edit-redirects.ts'
import { editBytes, frontMatterEdits, linkEdits, textIn } from './edit-text.ts'
import { newFindings } from './new-findings.ts'
import { type RedirectsEdit, redirectEdits } from './redirect-edits.ts'
import {
  type LinkView,
  linkView,
  type Place,
  type Rewriting,
  rewrittenUrl,
} from './rewrite-links.ts'

/** What becomes of an academy, before it is known what has to be written for it. */
export type Intention = {
  /** Old path → new path. */
  readonly moved: ReadonlyMap<string, string>
  readonly deleted: ReadonlySet<string>
  /** The items as they are afterwards, by id. */
  readonly items: ReadonlyMap<string, Item>
  /** Slugs that items left, with the item that left it, and the slugs to go to instead. */
  readonly redirected: readonly (SlugChange & { readonly item: Item })[]
  /** Slugs among them that no commit has, so that no reader knows them: they are not redirected. */
  readonly unknown: ReadonlySet<string>
  /** What a link is to mean afterwards. */
  readonly wanted: Rewriting['wanted']
  /** Items whose front matter is to give another slug, by their old path. */
  readonly slugs: ReadonlyMap<string, string>
}

/** How a text changes. */
export type EditedText = {
  /** Where it lies afterwards. */
  readonly path: string
  readonly links: number
  readonly keys: number
}

/** All that is to be written, and what it comes to. */
export type PlannedEdit = {
  readonly edit: TreeEdit
  readonly texts: readonly EditedText[]
  readonly redirects: readonly (SlugChange & { readonly path: string })[]
  /** Findings that the edit brings. */
  readonly findings: ReturnType<typeof newFindings>
  /** The academy as it is afterwards. */
  readonly after: Academy
}

/**
 * Works out every content that has to be written, and looks at the academy that comes of it. Nothing is changed.
 * @throws ContentError `REFUSED` where a link cannot be kept
 */
export const planEdit = async (open: OpenAcademy, intention: Intention): Promise<PlannedEdit> => {
  const { academy } = open
  const { moved, deleted } = intention
  const redirects = redirectEdits(academy, intention)
  const before = linkView(academy.state, academy.sources)
  const after = viewAfter(academy, intention, redirects)
  const rewriting = { before, after, wanted: intention.wanted }
  const keysOf = keyChanges(academy, intention)
  const contents = new Map<string, Uint8Array>()
  const texts: EditedText[] = []
  const expected = new Map<string, readonly string[]>()
  for (const from of textPaths(academy)) {
    const record = recordAt(academy, from)
    if (record === null || deleted.has(from)) continue
    const to = moved.get(from) ?? from
    const urls = rewrittenUrls(rewriting, { from, to }, record)
    const keys = keysOf(from, record)
    expected.set(
      to,
      record.links.map(({ url }) => urls.get(url) ?? url),
    )
    if (urls.size === 0 && keys.size === 0) continue
    const bytes = await open.read(from)
    const links = linkEdits(textIn(bytes), (url) => urls.get(url) ?? null)
    const scalars = frontMatterEdits(textIn(bytes), ({ pointer, value }) => {
      const wanted = [...keys].find(([key]) => pointer === key || pointer.startsWith(`${key}/`))
      return wanted?.[1](value) ?? null
    })
    contents.set(to, editBytes(bytes, [...links, ...scalars]))
    texts.push({ path: to, links: links.length, keys: scalars.length })
  }
  for (const { path, before: old, after: now } of redirects) {
    const text = academy.state.tree.has(path) ? textIn(await open.read(path)) : ''
    contents.set(moved.get(path) ?? path, Buffer.from(redirectsText(text, old, now)))
  }
  const edit = { moved, deleted, contents }
  const reached = await open.after(edit)
  checkLinks(reached, expected)
  return {
    edit,
    texts,
    redirects: redirects.flatMap(({ path, before: old, after: now }) =>
      Object.entries(now).flatMap(([from, to]) => (old[from] === to ? [] : [{ path, from, to }])),
    ),
    findings: newFindings(academy.diagnostics, reached.diagnostics, moved),
    after: reached,
  }
}

const rewrittenUrls = (
  rewriting: Rewriting,
  place: Place,
  { links }: BlobRecord,
): ReadonlyMap<string, string> =>
  new Map(
    [...new Set(links.map(({ url }) => url))].flatMap((url) => {
      const wanted = rewrittenUrl(rewriting, place, url)
      return wanted === null ? [] : [[url, wanted] as const]
    }),
  )

/** Pointers into a front matter → what a value at or below them is to be; null where it stays. */
type KeyChanges = ReadonlyMap<string, (value: string) => string | null>

/** Makes the function that tells what changes in the front matter of a text: prerequisites, and the slug of its own. */
const keyChanges = ({ sources }: Academy, { redirected, slugs }: Intention) => {
  const left = new Map(redirected.map(({ from, to }) => [from, to]))
  return (path: string, { fields }: BlobRecord): KeyChanges => {
    const role = sources.classify(path)
    const keys = new Map<string, (value: string) => string | null>()
    if (role.kind !== 'item' && role.kind !== 'translation') return keys
    const pointer = (name: FieldName): string => pointerTo('', role.collection.fields[name])
    if (fields?.prerequisites.some((slug) => left.has(slug)) === true) {
      keys.set(pointer('prerequisites'), (value) => left.get(value) ?? null)
    }
    const slug = slugs.get(path)
    if (slug !== undefined) keys.set(pointer('slug'), () => slug)
    return keys
  }
}

/** Where links will lead, before anything that they stand in is rewritten. */
const viewAfter = (
  { state, sources }: Academy,
  { moved, deleted, items }: Intention,
  redirects: readonly RedirectsEdit[],
): LinkView => {
  const tree = new Map(
    [...state.tree]
      .filter(([path]) => !deleted.has(path))
      .map(([path, entry]) => [moved.get(path) ?? path, entry]),
  )
  const written = new Map(redirects.map(({ path, after }) => [path, after]))
  for (const path of written.keys()) tree.set(path, { mode: '100644', oid: path })
  const reached: RecordedState = { ...state, tree, items }
  return linkView(reached, {
    ...sources,
    record: (reading, blob) => {
      const metadata = reading === 'redirects' ? written.get(blob) : undefined
      return metadata === undefined
        ? sources.record(reading, blob)
        : { ...emptyRecord(reading, blob), parsed: true, fit: true, metadata }
    },
  })
}

/** Reads all links again: where an edit had another effect than was meant, nothing may be written. */
const checkLinks = (after: Academy, expected: ReadonlyMap<string, readonly string[]>): void => {
  for (const [path, urls] of expected) {
    const found = recordAt(after, path)?.links.map(({ url }) => url) ?? []
    if (found.length === urls.length && found.every((url, index) => url === urls[index])) continue
    throw new ContentError('REFUSED', `The links of \`${path}\` cannot be rewritten safely.`, {
      hint: 'Mend them by hand first; nothing was changed.',
    })
  }
}

/** Files that are content and cannot be read, so that nothing in them was looked at. */
export const unreadTexts = (academy: Academy): readonly string[] =>
  [...academy.state.tree].flatMap(([path, { mode }]) => {
    const { kind } = academy.sources.classify(path)
    const isText =
      readingAt(academy.sources, path) !== null && (kind === 'item' || kind === 'translation')
    return isText && isRegular(mode) && recordAt(academy, path) === null ? [path] : []
  })
