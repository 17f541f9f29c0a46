import { readConfig } from '../../src/config.ts'
import { readLesson } from '../../src/lesson/read-lesson.ts'
import type { Corpus } from './corpora.ts'
import { type PlainCommit, plainBlobs, plainLog, plainTree } from './plain-git.ts'
import {
  type FreshnessSources,
  lastChange,
  lastTouch,
  type PlainText,
} from './reference-freshness.ts'
import { type ReferenceItem, referenceItems } from './reference-versions.ts'

/** Whether a translation still says what its source says; `orphaned` has no source. */
export type ReferenceTranslation = 'current' | 'outdated' | 'orphaned'

/** What a repository of `en/{slug}.md` and `{language}/{slug}.md` should come to, found the slow and plain way. */
export type Reference = {
  readonly items: readonly ReferenceItem[]
  readonly translations: ReadonlyMap<string, ReferenceTranslation>
}

const isSource = (path: string): boolean => /^en\/[^/]+\.md$/u.test(path)
const isTranslation = (path: string): boolean => /^(?!en\/)[^/]+\/[^/]+\.md$/u.test(path)

/** Reads the whole history of a clone, one path at a time, with nothing of ours but `readLesson`. */
export const readReference = async (corpus: Corpus): Promise<Reference> => {
  const line = await plainLog(corpus, '--first-parent', '-m', '--reverse', 'main', '--', 'en')
  const everything = await plainLog(corpus, '-m', 'main')
  const branch = await plainLog(corpus, '--first-parent', '-m', 'main')
  const reading = await openReading(corpus, [...line, ...everything])
  const items = referenceItems(line, isSource, (blob) => reading.digest(blob))
  const head = await plainTree(corpus, 'main')
  const paths = [...head.keys()].filter(isTranslation)
  const judge = async (path: string): Promise<readonly [string, ReferenceTranslation]> => {
    const name = `en/${path.slice(path.indexOf('/') + 1)}`
    const item =
      items.find(({ present, paths }) => present && paths.at(-1) === name) ??
      items.findLast(({ paths }) => paths.includes(name))
    if (item?.present !== true) return [path, 'orphaned']
    const now = reading.text(head.get(item.paths.at(-1) ?? '') ?? '')
    const names = [name, ...item.paths.toReversed()]
    const then = await originalParts(
      { corpus, branch, ...reading },
      path,
      head.get(path) ?? '',
      names,
    )
    return [path, sameParts(then, now) ? 'current' : 'outdated']
  }
  return { items, translations: new Map(await inFours(paths, judge)) }
}

/**
 * What each part of a translation was made from: the part of the source at the commit that last brought it, or, for one
 * that came by a merge, at the commit that last changed the file. Where some source then had other headings: all of the
 * source at the commit that last changed the file.
 */
const originalParts = async (
  sources: FreshnessSources & { readonly branch: readonly PlainCommit[] },
  path: string,
  blob: string,
  names: readonly string[],
): Promise<PlainText | null> => {
  const { branch, treeAt } = sources
  const sourceAt = async (commit: string | null): Promise<PlainText | null> => {
    const tree = await treeAt(commit ?? '')
    const found = names.find((one) => tree.has(one))
    return found === undefined ? null : sources.text(tree.get(found) ?? '')
  }
  const found = new Map<string, PlainText | null>()
  const origin = async (hasPart: (text: PlainText) => boolean) => {
    const has = (one: string): boolean => {
      const text = sources.text(one)
      return text !== null && hasPart(text)
    }
    const touch = lastTouch(branch, path, has)
    const there = touch === null ? null : sources.text(touch.blob)
    if (touch === null || there === null) return null
    const { commit, parents } = touch.commit
    const source =
      found.get(commit) ??
      (await sourceAt(parents.length > 1 ? await lastChange(sources, touch.path, commit) : commit))
    found.set(commit, source)
    return source === null ? null : { there, source }
  }
  const whole = async (): Promise<PlainText | null> => sourceAt(await lastChange(sources, path))
  const text = sources.text(blob)
  if (text === null) return whole()
  const front = await origin(({ frontMatter }) => frontMatter === text.frontMatter)
  const sections = []
  for (const section of text.sections) {
    const from = await origin((one) => one.sections.includes(section))
    const place = from?.there.sections.lastIndexOf(section) ?? -1
    const alike = from !== null && from.there.depths === from.source.depths
    sections.push(alike ? from.source.sections[place] : undefined)
  }
  if (front === null || sections.includes(undefined)) return whole()
  const { frontMatter } = front.source
  return { frontMatter, sections: sections.flatMap((section) => section ?? []), depths: '' }
}

const sameParts = (a: PlainText | null, b: PlainText | null): boolean =>
  a?.frontMatter === b?.frontMatter && a?.sections.join(' ') === b?.sections.join(' ')

type Digests = {
  readonly digest: string | null
  readonly sourceDigest: string | null
  readonly text: PlainText | null
}

const openReading = async (corpus: Corpus, commits: readonly PlainCommit[]) => {
  const [collection] = readConfig({ cwd: corpus.directory }, {}).collections
  if (collection === undefined) throw new Error('Expected a collection')
  const shape = {
    fields: collection.fields,
    schema: null,
    type: collection.type,
    role: 'source',
  } as const
  const named = commits.flatMap(({ changes }) =>
    changes.flatMap(({ from, to, oldBlob, newBlob }) =>
      [from, to].some((path) => path.endsWith('.md')) ? [oldBlob, newBlob] : [],
    ),
  )
  const bytes = await plainBlobs(
    corpus,
    named.filter((blob) => !/^0+$/u.test(blob)),
  )
  const known = new Map<string, Digests>()
  const read = (blob: string): Digests => {
    const found = known.get(blob) ?? digestsOf(bytes.get(blob))
    known.set(blob, found)
    return found
  }
  const digestsOf = (content: Uint8Array | undefined): Digests => {
    const lesson = content === undefined ? null : readLesson(content, shape).lesson
    if (lesson == null) return { digest: null, sourceDigest: null, text: null }
    const { digest, sourceDigest, fields, outline } = lesson
    const text = {
      frontMatter: JSON.stringify([fields.title, fields.description]),
      sections: outline.map((section) => section.digest),
      depths: outline.map(({ depth }) => depth).join(''),
    }
    return { digest, sourceDigest, text }
  }
  const trees = new Map<string, Promise<ReadonlyMap<string, string>>>()
  const treeAt = (commit: string): Promise<ReadonlyMap<string, string>> => {
    const tree = trees.get(commit) ?? plainTree(corpus, commit)
    trees.set(commit, tree)
    return tree
  }
  return {
    digest: (blob: string) => read(blob).digest,
    sourceDigest: (blob: string) => read(blob).sourceDigest,
    text: (blob: string) => read(blob).text,
    treeAt,
  }
}

/** Results in the order of `all`; four at a time, since each asks Git. */
const inFours = async <T, R>(
  all: readonly T[],
  work: (one: T) => Promise<R>,
): Promise<readonly R[]> => {
  const results: R[] = []
  for (let start = 0; start < all.length; start += 4)
    results.push(...(await Promise.all(all.slice(start, start + 4).map(work))))
  return results
}
