import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inject, vi } from 'vitest'
import { type CliRun, startProgram, type Variables } from './program.ts'
import { createRepository, type TestRepository } from './repository.ts'

// Each command is a process of one to five seconds, by how busy the machine is, and a story takes several.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

/** Starts the real program in a directory; it sees no environment variables but `PATH` and the given ones. */
export const startHma = startProgram

/** Runs the real program in a directory to its end. */
export const hma = (
  directory: string,
  args: readonly string[],
  variables: Variables = {},
): Promise<CliRun> => startHma(directory, args, variables).ended

/** What a command prints with `--format json`; throws where it did not end with the given exit code. */
export const hmaJson = async <T>(
  directory: string,
  args: readonly string[],
  { code = 0, ...variables }: { readonly code?: number; readonly [name: string]: unknown } = {},
): Promise<T> => {
  const run = await hma(directory, [...args, '--format', 'json'], variables as Variables)
  if (run.code !== code) throw new Error(`${args[0]} ended with ${run.code}: ${run.stderr}`)
  return JSON.parse(run.stdout) as T
}

/** The rows of one statement, through `query`. */
export const rowsOf = <T = Readonly<Record<string, unknown>>>(
  directory: string,
  sql: string,
  ...flags: readonly string[]
): Promise<readonly T[]> => hmaJson(directory, ['query', sql, ...flags])

/**
 * Gives a repository an embedded database that is migrated and otherwise empty, as `migrate` would,
 * without the seconds that making its files takes.
 */
export const seedState = async (directory: string, state = '.hma-content'): Promise<void> => {
  const database = join(directory, state, 'db')
  await mkdir(database, { recursive: true })
  await promisify(execFile)('tar', ['-xf', inject('databaseTemplate'), '-C', database])
}

/** Every file below a directory with its content, by path; empty where there is none. */
export const filesBelow = async (directory: string): Promise<ReadonlyMap<string, Buffer>> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).toSorted()
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(path)] as const)),
  )
}

/** Paths of the files below a directory that hold a text. */
export const filesWith = async (directory: string, text: string): Promise<readonly string[]> =>
  [...(await filesBelow(directory))].flatMap(([path, bytes]) =>
    bytes.includes(text) ? [path] : [],
  )

/** The release that readers of a bucket are pointed to; null where there is none. */
export const pointerOf = async (
  directory: string,
  bucket = '.hma-content/bucket',
): Promise<{ sequence: number; root: string; commit: string } | null> => {
  const path = join(directory, bucket, 'releases/current.json')
  const text = await readFile(path, 'utf8').catch(() => 'null')
  return JSON.parse(text) as { sequence: number; root: string; commit: string } | null
}

/** A repository whose one commit holds these files and is published with the embedded defaults. */
export const createPublished = async (
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<TestRepository> => {
  const source = await createRepository(files)
  await source.commit('Add the first texts')
  await seedState(source.directory)
  await hmaJson(source.directory, ['publish'])
  return source
}
