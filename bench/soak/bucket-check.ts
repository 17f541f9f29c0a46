import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LiveText } from './model.ts'

/** A release as readers of the bucket see it. */
export type SeenRelease = {
  readonly commit: string
  readonly root: string
  readonly texts: readonly (Omit<LiveText, 'key'> & { readonly id: string })[]
  /** How many objects were read and hashed. */
  readonly objects: number
}

type Part = {
  readonly language: string
  readonly items: readonly {
    readonly id: string
    readonly slug: string
    readonly title: string
    readonly document: string
    readonly commit: string
  }[]
}

type Root = {
  readonly commit: string
  readonly parts: readonly { readonly key: string; readonly count: number }[]
  readonly redirects: string
}

/**
 * Follows the pointer to every object that it leads to, as a reader would, and hashes each; null where nothing
 * was released yet. Throws where one is missing or does not hash to its key.
 */
export const readRelease = async (bucket: string): Promise<SeenRelease | null> => {
  const pointer = await readFile(join(bucket, 'releases/current.json'), 'utf8').catch(() => null)
  if (pointer === null) return null
  const { root: rootKey } = JSON.parse(pointer) as { root: string }
  const seen = new Set<string>()
  const read = async (key: string): Promise<Buffer> => {
    seen.add(key)
    return readObject(bucket, key)
  }
  const json = async <T>(key: string): Promise<T> => JSON.parse((await read(key)).toString()) as T
  const root = await json<Root>(rootKey)
  await read(root.redirects)
  const texts: SeenRelease['texts'][number][] = []
  for (const { key, count } of root.parts) {
    const { language, items } = await json<Part>(key)
    if (items.length !== count)
      throw new Error(`\`${key}\` has ${items.length} items, not ${count}.`)
    for (const { id, slug, title, document, commit } of items) {
      const { media } = await json<{ media: unknown }>(document)
      for (const [mediaName] of JSON.stringify(media).matchAll(mediaKey)) await read(mediaName)
      texts.push({ id, language, slug, title, commit })
    }
  }
  return { commit: root.commit, root: rootKey, texts, objects: seen.size }
}

const mediaKey = /(?:images|videos|audio|documents)\/[\w.-]+/g

const readObject = async (bucket: string, key: string): Promise<Buffer> => {
  const body = await readFile(join(bucket, key)).catch(() => null)
  if (body === null) throw new Error(`The release names \`${key}\`, which is not there.`)
  const hash = createHash('sha256').update(body).digest('hex')
  if (!key.includes(hash)) throw new Error(`\`${key}\` does not hash to its key.`)
  return body
}
