import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { classifier } from '../../src/classify.ts'
import { readConfig } from '../../src/config.ts'
import type { Corpus } from '../corpus/corpus.ts'
import { git } from '../corpus/git.ts'
import { runProcess } from '../measure/run-process.ts'
import type { Sample } from '../measure/samples.ts'
import type { Setting, Task } from './task.ts'

export const floorRow = '`git cat-file --batch`, the same files'
export const historyFloorRow = '`git cat-file --batch`, every version of them'

/** The floor: Git alone gives out the bytes of the same files, and nobody reads them. */
export const floorTask = async ({ corpus, directory }: Setting): Promise<Task> => {
  const oids = corpus.files.map(({ oid }) => oid)
  const list = await writeList(join(directory, 'floor.txt'), oids)
  return {
    name: floorRow,
    measure: async () => [await readAll(corpus, list, floorRow, oids.length)],
  }
}

/** The floor of a whole history: every blob that a lesson ever was on the first-parent line. */
export const historyFloorTask = async ({ corpus, directory }: Setting): Promise<Task> => {
  const oids = await historyBlobs(corpus)
  const list = await writeList(join(directory, 'history-floor.txt'), oids)
  return {
    name: historyFloorRow,
    measure: async () => [await readAll(corpus, list, historyFloorRow, oids.length)],
  }
}

const readAll = async (
  corpus: Corpus,
  list: string,
  row: string,
  blobs: number,
): Promise<Sample> => {
  await using file = await open(list)
  const args = ['-C', corpus.repository, 'cat-file', '--batch']
  const options = { cwd: corpus.repository, input: file.fd, output: 'drop' } as const
  const { code, seconds, peakBytes } = await runProcess('git', args, options)
  if (code !== 0) throw new Error(`git cat-file ended with ${code}.`)
  return {
    row,
    where: 'git',
    seconds,
    peakBytes,
    stages: null,
    count: `${blobs.toLocaleString('en')} blobs`,
  }
}

const writeList = async (path: string, oids: readonly string[]): Promise<string> => {
  const file = createWriteStream(path)
  file.end(`${oids.join('\n')}\n`)
  await once(file, 'finish')
  return path
}

const historyBlobs = async ({ repository, configs }: Corpus): Promise<readonly string[]> => {
  const classify = classifier(readConfig({ cwd: repository, config: configs.full }, {}))
  const format = ['--raw', '--no-abbrev', '--no-renames', '-z', '--format=']
  const log = await git(repository, 'log', '--first-parent', '-m', '--root', ...format, 'HEAD')
  const oids = new Set<string>()
  // `:100644 100644 <old> <new> M`, NUL, path, NUL.
  for (const [, oid = '', path = ''] of log.matchAll(/:\d+ \d+ \w+ (\w+) \w+\0([^\0]*)\0/g)) {
    const { kind } = classify(path)
    if (!/^0+$/.test(oid) && (kind === 'item' || kind === 'translation')) oids.add(oid)
  }
  return [...oids]
}
