import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config.ts'
import type { BlobReading } from '../database/blob-records.ts'
import { sha256 } from '../identifier.ts'
import type { KeptBlob } from '../ingest/blob-json.ts'
import type { FreshBlob } from '../ingest/read-blobs.ts'
import { openCacheFile } from './cache-file.ts'
import type { Findings } from './new-since.ts'
import { shapesByReading } from './parse-blob.ts'
import type { KeptRecords } from './parsed-blobs.ts'
import { settingsOf } from './settled.ts'

/** What checks keep for later ones, so that only what was changed is read. It may be deleted at any time. */
export type CheckCache = {
  readonly load: KeptRecords
  /** Keeps these records and all that were loaded. */
  readonly save: (fresh: readonly FreshBlob[]) => Promise<void>
  /** What the last check of a commit came to; null for any other commit. */
  readonly findingsOf: (commit: string) => Promise<Findings | null>
  readonly keepFindings: (commit: string, findings: Findings) => Promise<void>
}

const termsOf = ({ terms }: Config) => [...terms].map(([term, agreed]) => [term, [...agreed]])

/**
 * Opens the cache of a configuration's state directory. What was kept by another version of the program or under
 * another configuration, or is not whole, counts as absent.
 */
export const openCheckCache = (config: Config): CheckCache => {
  const { stateDirectory, interpretation, authors } = config
  const shapes = [...shapesByReading(config)].map(([name, shape]) => [name, { ...shape }])
  const key = sha256(JSON.stringify([programStamp(), shapes]))
  const settings = sha256(
    JSON.stringify([key, interpretation, settingsOf(config), authors, termsOf(config)]),
  )
  const records = openCacheFile(stateDirectory, 'records', key)
  const checked = openCacheFile(stateDirectory, 'checked', settings)
  let known: Promise<Map<string, string>> | null = null
  const used = new Map<string, string>()
  return {
    load: async (wanted) => {
      known ??= records.read().then(linesOf)
      const lines = await known
      return wanted.flatMap((one): readonly KeptBlob[] => {
        const line = lines.get(keyOf(one))
        if (line === undefined) return []
        used.set(keyOf(one), line)
        return [JSON.parse(line) as KeptBlob]
      })
    },
    save: async (fresh) => {
      const read = fresh.filter(({ record }) => record !== null)
      for (const { record, ...one } of read) used.set(keyOf(one), record ?? '')
      // What no check needs any more is dropped when there is something to write anyway.
      if (read.length > 0)
        await records.write([...used].map(([name, line]) => `${name}\t${line}\n`).join(''))
    },
    findingsOf: async (commit) => {
      const line = linesOf(await checked.read()).get(commit)
      if (line === undefined) return null
      const { diagnostics, paths } = JSON.parse(line) as KeptFindings
      return { diagnostics, paths: new Set(paths) }
    },
    keepFindings: (commit, { diagnostics, paths }) =>
      checked.write(`${commit}\t${JSON.stringify({ diagnostics, paths: [...paths] })}\n`),
  }
}

type KeptFindings = Pick<Findings, 'diagnostics'> & { readonly paths: readonly string[] }

const keyOf = ({ reading, blob }: BlobReading): string => `${blob} ${reading}`

/** Lines of a name, a tab and JSON, by name. */
const linesOf = (text: string | null): Map<string, string> => {
  const lines = new Map<string, string>()
  for (const line of text?.split('\n') ?? []) {
    const tab = line.indexOf('\t')
    if (tab > 0) lines.set(line.slice(0, tab), line.slice(tab + 1))
  }
  return lines
}

/** Changes whenever the program does: sizes and times of its files, and of the schemas that it brings along. */
const programStamp = (): string => {
  const source = fileURLToPath(new URL('..', import.meta.url))
  return [source, join(source, '../schemas')]
    .flatMap((root) =>
      readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => {
        const { size, mtimeMs } = statSync(join(root, name))
        return `${name} ${size} ${mtimeMs}`
      }),
    )
    .join('\n')
}
