import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { load } from 'js-yaml'
import type { Corpus } from '../corpus/corpus.ts'

/**
 * Files whose front matter is not valid YAML. Velite stops at the first without naming it, and
 * content-collections leaves them out, so that neither could be told to have read the rest.
 */
export const unreadableFiles = async ({
  repository,
  files,
}: Corpus): Promise<readonly string[]> => {
  const unreadable: string[] = []
  for (const { path } of files) {
    if (!isReadable(await readFile(join(repository, path), 'utf8'))) unreadable.push(path)
  }
  return unreadable
}

const isReadable = (text: string): boolean => {
  const [, frontMatter] = text.match(/^\uFEFF?---\r?\n([\s\S]*?)\r?\n---/) ?? []
  if (frontMatter === undefined) return true
  try {
    load(frontMatter)
    return true
  } catch {
    return false
  }
}
