import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { classifier } from '../classify.ts'
import type { Config } from '../config.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { ContentError } from '../errors.ts'
import { sha256 } from '../identifier.ts'
import { recordFor } from '../ingest/head-diagnostics.ts'
import type { ReplaySources } from '../ingest/ledger.ts'
import type { BlobRecord, Item } from '../item.ts'
import { blobTasks } from '../line/blob-tasks.ts'
import { openBlobThreads } from '../line/blob-threads.ts'
import { openCheckCache } from '../line/check-cache.ts'
import { inOneCommit, openContent } from '../line/check-content.ts'
import { gather } from '../line/gather.ts'
import { shapesByReading } from '../line/parse-blob.ts'
import { openParsedBlobs } from '../line/parsed-blobs.ts'
import { validateHead } from '../line/validate-head.ts'
import type { Change } from '../source/change.ts'
import { isMediaPath } from '../source/media-path.ts'
import type { Repository } from '../source/repository.ts'
import { newAmong } from '../source/uncommitted.ts'
import type { WorkTree } from '../source/work-tree.ts'
import { emptyState, type RecordedState } from '../state.ts'

/** All content of a work tree, committed or not, as if it were the first. */
export type Academy = {
  readonly sources: ReplaySources
  readonly state: RecordedState
  /** The items by the paths at which they lie. */
  readonly items: ReadonlyMap<string, Item>
  readonly diagnostics: readonly Diagnostic[]
}

/** What is to become of a work tree. Contents are by the path that a file has afterwards. */
export type TreeEdit = {
  /** Old path → new path. */
  readonly moved: ReadonlyMap<string, string>
  readonly deleted: ReadonlySet<string>
  readonly contents: ReadonlyMap<string, Uint8Array>
}

/** The content of a work tree, and what it takes to edit it. */
export type OpenAcademy = {
  readonly academy: Academy
  /** The bytes of a content file. */
  readonly read: (path: string) => Promise<Uint8Array>
  /** Those of some paths that no commit has. Without `git`, which alone can tell, none. */
  readonly newAmong: (paths: readonly string[]) => Promise<readonly string[]>
  /** The academy as the edit would leave it. Records of what is gone are not to be had afterwards. */
  readonly after: (edit: TreeEdit) => Promise<Academy>
}

/** Reads the whole content of a work tree and hands it to `use`; nothing is changed. */
export const withAcademy = async <T>(
  repository: Repository,
  config: Config,
  use: (open: OpenAcademy) => Promise<T>,
): Promise<T> => {
  const classify = classifier(config)
  const files = await repository.snapshots.readWorkTree(
    (path) => classify(path).kind !== 'other' || isMediaPath(path),
  )
  const written = new Map<string, Uint8Array>()
  const outside: WorkTree = {
    ...files,
    read: async (oid, limit) => {
      const bytes = written.get(oid)
      if (bytes === undefined) return await files.read(oid, limit)
      const size = bytes.byteLength
      return size > limit ? { kind: 'too-large', size } : { kind: 'blob', bytes }
    },
  }
  await using objects = openContent(repository, outside)
  const shapes = shapesByReading(config)
  const { place } = repository
  await using tasks = openBlobThreads(
    { place, shapes, outside: place === null ? objects : outside },
    blobTasks({ objects, shapes }),
  )
  const store = openParsedBlobs({ objects, tasks, kept: openCheckCache(config).load })
  const academyOf = async (changes: readonly Change[]): Promise<Academy> => {
    const from = { repository, objects, config, store }
    const gathered = await gather(from, emptyState, inOneCommit(changes))
    const { state } = gathered.replay
    const items = new Map([...state.items.values()].map((item) => [item.path, item]))
    return { sources: gathered.sources, state, items, diagnostics: validateHead(gathered) }
  }
  return await use({
    academy: await academyOf(files.changes),
    read: (path) => readText(config.root, path),
    newAmong: async (paths) => (place === null ? [] : newAmong(place, paths)),
    after: (edit) => academyOf(editedChanges(files.changes, edit, written)),
  })
}

// As it lies there, which may be with other line ends than in Git.
const readText = async (root: string, path: string): Promise<Uint8Array> => {
  try {
    return await readFile(join(root, path))
  } catch (cause) {
    throw new ContentError('REFUSED', `\`${path}\` cannot be read.`, {
      hint: 'Check it out first; a sparse checkout leaves files out.',
      cause,
    })
  }
}

/** The files that an edit leaves, as one commit that brings them all; new contents are noted in `written`. */
const editedChanges = (
  changes: readonly Change[],
  { moved, deleted, contents }: TreeEdit,
  written: Map<string, Uint8Array>,
): readonly Change[] => {
  const byPath = new Map<string, Change>()
  for (const change of changes) {
    if (deleted.has(change.path)) continue
    const path = moved.get(change.path) ?? change.path
    byPath.set(path, { ...change, path })
  }
  for (const [path, bytes] of contents) {
    const newOid = sha256(bytes)
    written.set(newOid, bytes)
    const before = byPath.get(path) ?? { oldMode: '000000', oldOid: null, newMode: '100644' }
    byPath.set(path, { ...before, path, newOid })
  }
  return [...byPath.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

/** What the content file at a path says; null where it is none or cannot be read. */
export const recordAt = ({ state, sources }: Academy, path: string): BlobRecord | null => {
  const record = recordFor(state, sources, path)
  return record?.parsed === true ? record : null
}

/** The paths of lessons and translations that can be read. */
export const textPaths = (academy: Academy): readonly string[] =>
  [...academy.state.tree.keys()].filter((path) => {
    const { kind } = academy.sources.classify(path)
    return (kind === 'item' || kind === 'translation') && recordAt(academy, path) !== null
  })
