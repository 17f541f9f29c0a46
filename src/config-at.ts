import { dirname, relative, resolve } from 'node:path'
import { type Config, type ConfigFlags, configPath, readConfig } from './config.ts'
import { parseConfigFile, readText } from './config-file.ts'
import { ContentError } from './errors.ts'
import type { ObjectReader } from './source/objects.ts'

/** The configuration as a commit has it, and the paths of the files that it was read from. */
export type ConfigAt = { readonly config: Config; readonly paths: readonly string[] }

type Variables = Readonly<Record<string, string | undefined>>

// A configuration and a schema are a few kilobytes.
const largestFile = 1024 * 1024

/**
 * Reads the configuration, and the schemas that it names, as they are in a commit. An operator's file, outside of the
 * repository, is read from disk, with what it names there; what a commit says never leads out of the repository. Null where
 * the commit has no configuration.
 * @throws ContentError `CONFIG`
 */
export const readConfigAt = async (
  objects: Pick<ObjectReader, 'lookup' | 'read'>,
  commit: string,
  flags: ConfigFlags,
  variables: Variables,
): Promise<ConfigAt | null> => {
  const root = resolve(flags.cwd ?? '.')
  const path = configPath(flags)
  const isOperators = isOutside(root, path)
  const texts = new Map<string, string>()
  const take = async (wanted: string): Promise<string | null> => {
    if (isOutside(root, wanted)) return isOperators ? readText(wanted) : null
    const oid = await objects.lookup(commit, relative(root, wanted))
    const read = oid === null ? null : await objects.read(oid, largestFile)
    if (read?.kind !== 'blob') return null
    const text = Buffer.from(read.bytes).toString('utf8')
    texts.set(wanted, text)
    return text
  }
  const text = await take(path)
  if (text === null) return null
  const { collections } = parseConfigFile(path, () => text)
  for (const { schema } of collections)
    if (schema !== undefined) await take(resolve(dirname(path), schema))
  const config = readConfig(flags, variables, (wanted) => {
    const found = texts.get(wanted)
    if (found !== undefined) return found
    if (isOperators && isOutside(root, wanted)) return readText(wanted)
    throw new ContentError('CONFIG', `The commit has no \`${relative(root, wanted)}\`.`)
  })
  return { config, paths: [...texts.keys()].map((name) => relative(root, name)) }
}

const isOutside = (root: string, path: string): boolean =>
  /^\.\.(?:\/|$)/.test(relative(root, path))
