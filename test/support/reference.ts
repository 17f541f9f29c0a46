import { readConfig } from '../../src/config.ts'
import { readLesson } from '../../src/lesson/read-lesson.ts'
import type { Corpus } from './corpora.ts'
import { type PlainCommit, plainBlobs, plainLog, plainTree } from './plain-git.ts'
import { lastChange } from './reference-freshness.ts'
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
  const reading = await openReading(corpus, [...line, ...everything])
  const items = referenceItems(line, isSource, (blob) => reading.digest(blob))
  const head = await plainTree(corpus, 'main')
  const paths = [...head.keys()].filter(isTranslation)
  const judge = async (path: string): Promise<readonly [string, ReferenceTranslation]> => {
    const name = `en/${path.slice(path.indexOf('/') + 1)}`
    const item =
      items.find(({ present, paths }) => present && paths.at(-1) === name) ??
      items.findLast(({ paths }) => paths.includes(name))
    const commit = await lastChange({ corpus, ...reading }, path)
    if (item?.present !== true) return [path, 'orphaned']
    const now = reading.sourceDigest(head.get(item.paths.at(-1) ?? '') ?? '')
    const tree = await reading.treeAt(commit ?? '')
    const then = [name, ...item.paths.toReversed()].find((one) => tree.has(one))
    const madeFrom = then === undefined ? null : reading.sourceDigest(tree.get(then) ?? '')
    return [path, madeFrom === now ? 'current' : 'outdated']
  }
  return { items, translations: new Map(await inFours(paths, judge)) }
}

type Digests = { readonly digest: string | null; readonly sourceDigest: string | null }

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
    return { digest: lesson?.digest ?? null, sourceDigest: lesson?.sourceDigest ?? null }
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
