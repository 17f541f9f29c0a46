import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { type Config, readConfig } from '../../src/config.ts'
import type { KeptBlob } from '../../src/ingest/blob-json.ts'
import { checkDescent } from '../../src/ingest/check-descent.ts'
import { type BlobStore, openBlobStore } from '../../src/ingest/read-blobs.ts'
import { readCommits } from '../../src/ingest/read-history.ts'
import type { Replay } from '../../src/ingest/replay.ts'
import type { BlobRecord, Item } from '../../src/item.ts'
import { blobTasks } from '../../src/line/blob-tasks.ts'
import { type Gathered, gather } from '../../src/line/gather.ts'
import { parseLimit, shapesByReading } from '../../src/line/parse-blob.ts'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import { type ObjectReader, openObjects } from '../../src/source/objects.ts'
import { emptyState, type RecordedState } from '../../src/state.ts'
import type { TestRepository } from './repository.ts'

/** The configuration that a `hma-content.yaml` of this text gives. */
export const configOf = (yaml: string): Config => {
  const directory = mkdtempSync(join(tmpdir(), 'hma-config-'))
  try {
    writeFileSync(join(directory, 'hma-content.yaml'), `version: 1\n${yaml}`)
    return readConfig({ cwd: directory }, {})
  } finally {
    rmSync(directory, { recursive: true })
  }
}

const schema = fileURLToPath(new URL('../../schemas/lesson.schema.json', import.meta.url))

/** Lessons at `<pillar>/<course>/<slug>/index.md`, under the academy's own schema, with derived ids. */
export const academy: Config = configOf(`
source: { languages: [en, es, pt-BR] }
collections:
  - type: lesson
    files: '{pillar}/{course}/{slug}/index.md'
    translations: '{pillar}/{course}/{slug}/index.{language}.md'
    schema: ${schema}
    rules: { ID_MISSING: off }
authors: authors.yaml
`)

/** The path of the academy's lesson `p/c/<slug>`, or of its translation. */
export const at = (slug: string, language?: string): string =>
  `p/c/${slug}/index.${language === undefined ? '' : `${language}.`}md`

/** A lesson that the academy's schema accepts, with these front matter lines changed or added. */
export const lesson = (
  fields: Readonly<Record<string, string | number | boolean>> = {},
  body = 'Glass the far ridge first.',
): string => {
  const all = {
    title: 'A lesson',
    description: 'What it gives.',
    author: 'ruth',
    difficulty: 'beginner',
    duration: 5,
    ...fields,
  }
  const lines = Object.entries(all).map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
  return `---\n${lines.join('\n')}\n---\n\n${body}\n`
}

/** Everything that one or several pushes made of a history. */
export type Outcome = Pick<
  Replay,
  'state' | 'versions' | 'translationVersions' | 'hierarchyVersions' | 'conflicts'
>

/** A publisher without a database: each push goes on from what the one before left. */
export type Publisher = {
  /** Replays up to a commit, by default the branch's. */
  readonly push: (commit?: string) => Promise<Gathered>
  readonly state: () => RecordedState
}

/** Opens a publisher; what it keeps between pushes goes through JSON, as a database would keep it. */
export const openPublisher = async (
  source: TestRepository,
  config: Config = academy,
): Promise<Publisher> => {
  const repository = await openNativeRepository(source.directory)
  const keep = openKeep(config)
  let state = emptyState
  return {
    state: () => state,
    push: async (commit) => {
      const target = await repository.resolve({ branch: 'main', commit: commit ?? null })
      const recorded = state.commit
      if (recorded !== null)
        await checkDescent(repository, config, { recorded, target, confirmed: false })
      await using objects = openObjects(repository)
      const store = keep.store(objects)
      const commits = {
        walk: () => readCommits(repository, config, { recorded, target }),
        to: target.commit,
      }
      const gathered = await gather({ repository, objects, config, store }, state, commits)
      keep.save(store)
      state = carried(gathered.replay.state)
      return gathered
    },
  }
}

/** Keeps the records of blobs from one store to the next. */
export const openKeep = (config: Config) => {
  const saved = new Map<string, string>()
  const keyOf = ({ reading, blob }: Pick<BlobRecord, 'reading' | 'blob'>) => `${blob} ${reading}`
  return {
    store: (objects: Pick<ObjectReader, 'read'>): BlobStore =>
      openBlobStore({
        objects,
        load: async (wanted) =>
          wanted.flatMap((one) => {
            const text = saved.get(keyOf(one))
            return text === undefined ? [] : [JSON.parse(text) as KeptBlob]
          }),
        parse: blobTasks({ objects, shapes: shapesByReading(config) }).parse,
        limit: parseLimit,
      }),
    save: (store: BlobStore): void => {
      for (const { record, ...one } of store.fresh())
        if (record !== null) saved.set(keyOf(one), record)
    },
  }
}

const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** The state as it comes back from a database: through JSON, rows in the order of their keys, former slugs as they were left. */
export const carried = (state: RecordedState): RecordedState => ({
  commit: state.commit,
  ordinal: state.ordinal,
  tree: new Map(inOrder(throughJson([...state.tree]))),
  items: new Map(inOrder(throughJson([...state.items]))),
  translations: new Map(inOrder(throughJson([...state.translations]))),
  hierarchy: new Map(inOrder(throughJson([...state.hierarchy]))),
  former: throughJson(state.former),
})

const inOrder = <T>(
  entries: readonly (readonly [string, T])[],
): readonly (readonly [string, T])[] => entries.toSorted(([a], [b]) => (a < b ? -1 : 1))

/** What several pushes came to, taken together, in a form that can be compared. */
export const outcomeOf = (pushes: readonly Replay[]): Outcome =>
  throughMaps({
    state: carried(pushes.at(-1)?.state ?? emptyState),
    versions: pushes.flatMap(({ versions }) => versions),
    translationVersions: pushes.flatMap(({ translationVersions }) => translationVersions),
    hierarchyVersions: pushes.flatMap(({ hierarchyVersions }) => hierarchyVersions),
    conflicts: pushes.at(-1)?.conflicts ?? [],
  })

const throughMaps = ({ state, ...rest }: Outcome): Outcome => ({ state, ...throughJson(rest) })

/** Replays the whole history at once and, once more, commit by commit; both must come to the same. */
export const replayed = async (
  source: TestRepository,
  config: Config = academy,
): Promise<Outcome> => {
  const line = await source.git('rev-list', '--first-parent', '--reverse', 'main')
  const atOnce = await openPublisher(source, config)
  const outcome = outcomeOf([(await atOnce.push()).replay])
  const oneByOne = await openPublisher(source, config)
  const pushes: Replay[] = []
  for (const commit of line.split('\n')) pushes.push((await oneByOne.push(commit)).replay)
  expect(outcomeOf(pushes)).toEqual(outcome)
  return outcome
}

/** The present item at a path; fails where there is none. */
export const itemOf = ({ state }: Pick<Outcome, 'state'>, path: string): Item => {
  const found = [...state.items.values()].find((item) => item.present && item.path === path)
  if (found === undefined) throw new Error(`Expected an item at ${path}`)
  return found
}

/** The numbers of an item's versions in their order. */
export const numbersOf = ({ versions }: Outcome, { id }: Item): readonly string[] =>
  versions.filter(({ itemId }) => itemId === id).map(({ version }) => version.number)
