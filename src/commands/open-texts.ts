import { classifier } from '../classify.ts'
import { type Config, type ConfigFlags, readConfig } from '../config.ts'
import { openContent } from '../line/check-content.ts'
import { readWritable } from '../line/writable-file.ts'
import { openRepository } from '../open-repository.ts'
import type { CommandContext } from '../output/terminal.ts'

/** The items and translations of a work tree, opened for a command that reads some of them. */
export type OpenTexts = AsyncDisposable & {
  readonly config: Config
  readonly paths: readonly string[]
  /** A file that may be written over; null where there is none. */
  readonly file: (path: string) => Promise<TextFile | null>
  /** Bytes of a blob of the work tree or of Git; null where neither has it. */
  readonly blob: (oid: string) => Promise<Uint8Array | null>
}

/** A file of a work tree. */
export type TextFile = {
  readonly path: string
  readonly bytes: Uint8Array
  readonly blob: string
  /** Whether Git has these very bytes, or is about to. */
  readonly isInGit: boolean
}

/** Opens the items, translations and authors of a work tree. */
export const openTexts = async (
  flags: ConfigFlags,
  { variables }: CommandContext,
): Promise<OpenTexts> => {
  const config = readConfig(flags, variables)
  const repository = await openRepository(config, variables.PATH)
  const classify = classifier(config)
  const tree = await repository.snapshots.readWorkTree((path) =>
    ['item', 'translation'].includes(classify(path).kind),
  )
  const content = openContent(repository, tree)
  const changes = new Map(tree.changes.map((change) => [change.path, change]))
  return {
    config,
    paths: [...changes.keys()],
    file: async (path) => {
      const change = changes.get(path)
      if (change?.newOid == null) return null
      const bytes = await readWritable({ root: config.root, content }, change, largest)
      return bytes === null
        ? null
        : { path, bytes, blob: change.newOid, isInGit: tree.isInGit(path) }
    },
    blob: async (oid) => {
      const found = await content.read(oid, largest)
      return found.kind === 'blob' ? found.bytes : null
    },
    [Symbol.asyncDispose]: () => content[Symbol.asyncDispose](),
  }
}

const largest = 1024 * 1024
