import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A tree entry given raw, so that no name or mode is refused. */
export type RawEntry =
  | {
      readonly name: string | Uint8Array
      /** 100644 for a file and 040000 for a directory unless given. */
      readonly mode?: string
      /** A file's content, or a directory's entries. */
      readonly content: string | Uint8Array | readonly RawEntry[]
    }
  | { readonly name: string | Uint8Array; readonly mode: '160000'; readonly oid: string }

/** Who commits, and when; without it a fixed author, one minute after the commit before. */
export type CommitOptions = {
  /** `Name <address>`. */
  readonly author?: string
  /** Any date that Git takes, for example `2026-01-31T12:00:00Z`. */
  readonly date?: string
}

/** A real repository with a work tree in a directory of its own. */
export type TestRepository = AsyncDisposable & {
  readonly directory: string
  /** Writes files into the work tree; directories are made. */
  write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>
  remove(...paths: readonly string[]): Promise<void>
  move(from: string, to: string): Promise<void>
  /** Commits the whole work tree, even where nothing changed; gives the commit id. */
  commit(message?: string, options?: CommitOptions): Promise<string>
  /** What a git command prints, without white space at its end. */
  git(...args: readonly string[]): Promise<string>
  /** Commits a tree of exactly these entries on the current branch; the work tree does not follow. */
  entries(entries: readonly RawEntry[], message?: string): Promise<string>
  dispose(): Promise<void>
}

const firstDate = Date.UTC(2026, 0, 1)

/**
 * A repository on branch `main`. The files are written, not committed. Authors and dates are fixed,
 * so equal steps give equal commit ids.
 */
export const createRepository = async (
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<TestRepository> => {
  const directory = await mkdtemp(join(tmpdir(), 'hma-repository-'))
  let minutes = 0

  const git = async (...args: readonly string[]): Promise<string> =>
    (await run(directory, args, '', dateAfter(minutes))).trimEnd()
  const write: TestRepository['write'] = async (contents) => {
    for (const [path, content] of Object.entries(contents)) {
      await mkdir(dirname(join(directory, path)), { recursive: true })
      await writeFile(join(directory, path), content)
    }
  }
  const commit: TestRepository['commit'] = async (message = 'Change content', options = {}) => {
    const author = options.author === undefined ? [] : [`--author=${options.author}`]
    await git('add', '--all')
    const flags = ['--quiet', '--allow-empty', '--allow-empty-message', '--cleanup=verbatim']
    const args = ['commit', ...flags, ...author, '-m', message]
    await run(directory, args, '', options.date ?? dateAfter(minutes))
    minutes += 1
    return git('rev-parse', 'HEAD')
  }
  const entries: TestRepository['entries'] = async (list, message = 'Change content') => {
    const tree = await makeTree(directory, list)
    const head = await git('rev-parse', '--verify', '--quiet', 'HEAD').catch(() => '')
    const parent = head === '' ? [] : ['-p', head]
    const id = await git('commit-tree', tree, ...parent, '-m', message)
    minutes += 1
    await git('update-ref', 'HEAD', id)
    return id
  }
  const dispose = (): Promise<void> => rm(directory, { recursive: true, force: true })

  await git('init', '--quiet', '--initial-branch=main')
  await write(files)
  return {
    directory,
    write,
    remove: async (...paths) => {
      for (const path of paths) await rm(join(directory, path), { recursive: true })
    },
    move: async (from, to) => {
      await mkdir(dirname(join(directory, to)), { recursive: true })
      await rename(join(directory, from), join(directory, to))
    },
    commit,
    git,
    entries,
    dispose,
    [Symbol.asyncDispose]: dispose,
  }
}

const dateAfter = (minutes: number): string => new Date(firstDate + minutes * 60_000).toISOString()

const makeTree = async (directory: string, entries: readonly RawEntry[]): Promise<string> => {
  const lines: Buffer[] = []
  for (const entry of entries) {
    const oid = 'oid' in entry ? entry.oid : await makeObject(directory, entry.content)
    const isTree = !('oid' in entry) && Array.isArray(entry.content)
    const mode = entry.mode ?? (isTree ? '040000' : '100644')
    const type = isTree ? 'tree' : 'oid' in entry ? 'commit' : 'blob'
    lines.push(Buffer.from(`${mode} ${type} ${oid}\t`), Buffer.from(entry.name), Buffer.of(0))
  }
  return (await run(directory, ['mktree', '-z', '--missing'], Buffer.concat(lines))).trim()
}

const makeObject = async (
  directory: string,
  content: string | Uint8Array | readonly RawEntry[],
): Promise<string> => {
  if (typeof content !== 'string' && !(content instanceof Uint8Array))
    return makeTree(directory, content)
  return (await run(directory, ['hash-object', '-w', '--stdin'], content)).trim()
}

const run = (
  directory: string,
  args: readonly string[],
  input: string | Uint8Array,
  date: string = dateAfter(0),
): Promise<string> => {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const env = {
    PATH: process.env.PATH,
    HOME: directory,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada Author',
    GIT_AUTHOR_EMAIL: 'ada@example.org',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: 'Ada Author',
    GIT_COMMITTER_EMAIL: 'ada@example.org',
    GIT_COMMITTER_DATE: date,
  }
  const options = { cwd: directory, env, maxBuffer: 1 << 30 }
  const child = execFile('git', [...args], options, (error, stdout) =>
    error ? reject(error) : resolve(stdout),
  )
  // A command that reads nothing may end before this is written; its exit code says how it went.
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  return promise
}
