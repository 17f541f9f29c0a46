import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bytesOf, type Tree } from './content.ts'
import type { Commit, History } from './history.ts'

/** A repository that holds a history, and the ids of its commits by their numbers. */
export type WrittenHistory = AsyncDisposable & {
  readonly directory: string
  readonly ids: readonly string[]
}

const environment = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
}

/** Writes a history into a repository of its own, in one process of Git. */
export const writeHistory = async ({ commits }: History): Promise<WrittenHistory> => {
  const directory = await mkdtemp(join(tmpdir(), 'hma-history-'))
  const git = (...args: readonly string[]) =>
    promisify(execFile)('git', [...args], { cwd: directory, env: environment })
  await git('init', '--quiet', '--bare', '--initial-branch=main')
  const marks = join(directory, 'marks')
  const running = git('fast-import', '--quiet', `--export-marks=${marks}`)
  running.child.stdin?.end(Buffer.concat(commits.flatMap(streamOf)))
  await running
  const ids = new Map(
    (await readFile(marks, 'utf8')).split('\n').map((line) => line.split(' ') as [string, string]),
  )
  return {
    directory,
    ids: commits.map((_, number) => ids.get(`:${number + 1}`) ?? ''),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}

/** A commit in the language of `git fast-import`. Each leaves the branch where it is; the last one is the head. */
const streamOf = ({ parents, tree }: Commit, number: number): readonly Buffer[] => {
  const [first, ...others] = parents.map((parent) => `:${parent + 1}`)
  const seconds = Date.UTC(2026, 0, 1) / 1000 + number * 60
  const lines = [
    'commit refs/heads/main',
    `mark :${number + 1}`,
    `committer Ada Author <ada@example.org> ${seconds} +0000`,
    ...data(`Commit ${number}`),
    ...(first === undefined ? [] : [`from ${first}`]),
    ...others.map((parent) => `merge ${parent}`),
    'deleteall',
  ]
  return [Buffer.from(`${lines.join('\n')}\n`), ...filesOf(tree)]
}

const data = (text: string): readonly string[] => [`data ${Buffer.byteLength(text)}`, text]

const filesOf = (tree: Tree): readonly Buffer[] =>
  [...tree].flatMap(([path, file]) => {
    const bytes = bytesOf(path, file)
    const start = `M 100644 inline ${path}\ndata ${bytes.byteLength}\n`
    return [Buffer.from(start), bytes, Buffer.from('\n')]
  })
