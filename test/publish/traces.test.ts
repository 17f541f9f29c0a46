import { expect, it } from 'vitest'
import { sha256 } from '../../src/identifier.ts'
import { tracesOfItem } from '../../src/publish/traces.ts'

/** Objects under the hash of what they say, and what was read of them. */
const openObjects = () => {
  const objects = new Map<string, Buffer>()
  const reads: string[] = []
  const put = (folder: string, value: unknown): string => {
    const body = Buffer.from(JSON.stringify(value))
    const key = `${folder}/${sha256(body)}.json`
    objects.set(key, body)
    return key
  }
  const read = async (key: string) => {
    reads.push(key)
    const body = objects.get(key)
    const told = { key, size: 0, sha256: '', etag: '', contentType: '', cacheControl: '' }
    return body === undefined ? null : { body, object: told }
  }
  const bucket = { read, head: async () => null }
  return { objects, reads, put, bucket }
}

const picture = (name: string): string => `images/${sha256(name)}-640.webp`

it('tracesOfItem finds what no release lists, spares what others need, and reads nothing twice', async () => {
  const { objects, reads, put, bucket } = openObjects()
  for (const name of ['own', 'shared']) objects.set(picture(name), Buffer.from(name))
  const document = (id: string, text: string, ...media: readonly string[]) =>
    put('lessons', { id, text, media: media.map((name) => ({ key: picture(name) })) })
  const part = (items: Readonly<Record<string, string>>) =>
    put('releases', { items: Object.entries(items).map(([id, key]) => ({ id, document: key })) })
  const root = (...keys: readonly string[]) =>
    put('releases', { parts: keys.map((key) => ({ language: 'en', key })) })
  const live = root(part({ stand: document('stand', 'live') }))
  // Of a publish that another overtook.
  const edited = document('wind', 'a secret', 'own', 'shared')
  const lists = part({ wind: edited })
  const overtaken = root(lists)
  document('stand', 'staged', 'shared')
  root(part({ stand: document('stand', 'overtaken') }))
  // Of one that was killed before its manifest.
  const alone = document('wind', 'another secret')
  const damaged = `lessons/${sha256('damaged')}.json`
  objects.set(damaged, Buffer.from('x'))
  objects.set('lessons/notes.txt', Buffer.from('not ours'))

  const stored = new Set(objects.keys())
  const traces = await tracesOfItem({ bucket, stored, roots: [live], live }, 'wind')
  expect(traces).toEqual({
    media: [picture('own')],
    documents: [edited, alone].toSorted(),
    parts: [lists],
    roots: [overtaken],
    unread: [damaged],
  })
  const others = reads.filter((key) => !traces.documents.includes(key))
  expect(others.toSorted()).toEqual([...new Set(others)].toSorted())
})
