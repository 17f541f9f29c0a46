import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { openFileBucket } from '../../src/bucket/file-bucket.ts'
import { sourceOf } from '../../src/bucket/object-body.ts'
import { sha256 } from '../../src/identifier.ts'
import { isFinding } from '../../src/media/media-finding.ts'
import { mediaTypes } from '../../src/media/media-type.ts'
import { publishFile } from '../../src/media/publish-file.ts'
import { publishImage, type RenditionUse } from '../../src/media/publish-image.ts'
import { openRenderer, type Renderer } from '../../src/media/renderer.ts'
import type { RenditionOptions } from '../../src/media/rendition.ts'
import { mediaFiles } from '../support/media-files.ts'

const options: RenditionOptions = { widths: [100, 200], formats: ['webp', 'jpeg'], thumbnail: 50 }
const renderer = openRenderer(tmpdir())
const directories: string[] = []
const freshBucket = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'hma-media-'))
  directories.push(directory)
  return openFileBucket(directory)
}
afterAll(async () => {
  await renderer.close()
  for (const directory of directories) await rm(directory, { recursive: true, force: true })
})

const photo = () =>
  sharp({ create: { width: 400, height: 300, channels: 3, background: '#246' } })
    .jpeg()
    .toBuffer()

/** A renderer that must not be asked for an image. */
const idle: Renderer = {
  ...renderer,
  renderImage: () => Promise.reject(new Error('Expected no image to be rendered')),
}

const kept = { options, renditions: 'kept' } as const

describe('publishImage', () => {
  it('puts every output, immutable, and a record of them', async () => {
    const bucket = await freshBucket()
    const published = await publishImage(
      { bucket, renderer, ...kept },
      sourceOf(await photo()),
      mediaTypes.jpeg,
    )
    expect(published).toMatchObject({ kind: 'image', uploaded: 5, reused: 0 })
    expect(await bucket.list('images/')).toHaveLength(5)
    expect(await bucket.list('renditions/')).toHaveLength(1)
    for (const key of await bucket.list('')) {
      const cacheControl = key.startsWith('images/')
        ? 'public, max-age=31536000, immutable'
        : 'no-cache'
      expect((await bucket.head(key))?.cacheControl).toBe(cacheControl)
    }
    const webp = (await bucket.list('images/')).find((key) => key.endsWith('.webp')) ?? ''
    expect((await bucket.head(webp))?.contentType).toBe('image/webp')
  })

  it('encodes nothing that has been encoded before, whichever version of the encoder is here', async () => {
    const bucket = await freshBucket()
    const first = await publishImage(
      { bucket, renderer, ...kept },
      sourceOf(await photo()),
      mediaTypes.jpeg,
    )
    const second = await publishImage(
      { bucket, renderer: { ...idle, encoder: async () => 'sharp 99' }, ...kept },
      sourceOf(await photo()),
      mediaTypes.jpeg,
    )
    expect(second).toMatchObject({ uploaded: 0, reused: 5, bytes: 0 })
    expect('rendition' in second && 'rendition' in first && second.rendition).toEqual(
      'rendition' in first && first.rendition,
    )
  })

  it('encodes anew, where asked, what another version of the encoder made, and keeps that', async () => {
    const bucket = await freshBucket()
    const publish = async (encoder: string, renditions: RenditionUse) => {
      let encoded = 0
      const versioned: Renderer = {
        ...renderer,
        encoder: async () => encoder,
        renderImage: async (...image) => {
          encoded += 1
          const answer = await renderer.renderImage(...image)
          if (isFinding(answer)) return answer
          return { ...answer, rendition: { ...answer.rendition, encoder } }
        },
      }
      const sources = { bucket, renderer: versioned, options, renditions }
      const done = await publishImage(sources, sourceOf(await photo()), mediaTypes.jpeg)
      return { encoded, by: isFinding(done) ? '' : done.rendition.encoder }
    }
    expect(await publish('old', 'kept')).toEqual({ encoded: 1, by: 'old' })
    expect(await publish('new', 'kept')).toEqual({ encoded: 0, by: 'old' })
    expect(await publish('new', 'renewed')).toEqual({ encoded: 1, by: 'new' })
    expect(await publish('new', 'renewed')).toEqual({ encoded: 0, by: 'new' })
    expect(await publish('old', 'kept')).toEqual({ encoded: 0, by: 'new' })
    expect(await bucket.list('renditions/')).toHaveLength(1)
  })

  it('takes what another run recorded while it was encoding', async () => {
    const bucket = await freshBucket()
    const late: Renderer = {
      ...renderer,
      renderImage: async (...image) => {
        const other = await renderer.renderImage(...image)
        await publishImage({ bucket, renderer, ...kept }, sourceOf(await photo()), mediaTypes.jpeg)
        return isFinding(other)
          ? other
          : { ...other, rendition: { ...other.rendition, encoder: 'late' } }
      },
    }
    const done = await publishImage(
      { bucket, renderer: late, ...kept },
      sourceOf(await photo()),
      mediaTypes.jpeg,
    )
    expect(done).toMatchObject({ rendition: { encoder: await renderer.encoder() } })
  })

  it('converges when it was stopped before its record was put', async () => {
    const bucket = await freshBucket()
    const stopped = {
      ...bucket,
      put: (...put: Parameters<typeof bucket.put>) =>
        put[0].startsWith('renditions/')
          ? Promise.reject(new Error('stopped'))
          : bucket.put(...put),
    }
    const publish = async (into: typeof bucket) =>
      publishImage({ bucket: into, renderer, ...kept }, sourceOf(await photo()), mediaTypes.jpeg)
    await expect(publish(stopped)).rejects.toThrow('stopped')
    expect(await publish(bucket)).toMatchObject({ uploaded: 0, reused: 5 })
    expect(await bucket.list('renditions/')).toHaveLength(1)
  })

  it('puts nothing of an image that cannot be rendered', async () => {
    const bucket = await freshBucket()
    const broken = (await photo()).subarray(0, 300)
    const answer = await publishImage(
      { bucket, renderer, ...kept },
      sourceOf(broken),
      mediaTypes.jpeg,
    )
    expect(answer).toMatchObject({ rule: 'MEDIA_BROKEN' })
    expect(await bucket.list('')).toEqual([])
  })
})

const pdf = Buffer.from('%PDF-1.7 ...')

describe('publishFile', () => {
  it('puts the bytes as they are under the key of their content, once, and reads them once', async () => {
    const bucket = await freshBucket()
    const file = { key: `documents/${sha256(pdf)}.pdf`, contentType: 'application/pdf', size: 12 }
    let opened = 0
    const source = {
      ...sourceOf(pdf),
      open: () => {
        opened += 1
        return sourceOf(pdf).open()
      },
    }
    const publish = () => publishFile({ bucket, renderer, ...kept }, source, mediaTypes.pdf)
    const known = { kind: 'file', file, facts: {}, poster: null }
    expect(await publish()).toEqual({ ...known, uploaded: 1, reused: 0, bytes: 12 })
    expect(await publish()).toEqual({ ...known, uploaded: 0, reused: 1, bytes: 0 })
    expect(opened).toBe(1)
    expect(Buffer.from((await bucket.read(file.key))?.body ?? [])).toEqual(pdf)
  })

  it('records what a film says of itself, and probes it once, wherever it was stopped', async () => {
    const bucket = await freshBucket()
    let probed = 0
    const counting: Renderer = {
      ...renderer,
      probe: (...media) => {
        probed += 1
        return renderer.probe(...media)
      },
    }
    const film = sourceOf(mediaFiles['film.mp4'])
    const stopped = {
      ...bucket,
      put: (...put: Parameters<typeof bucket.put>) =>
        put[0].startsWith('renditions/')
          ? Promise.reject(new Error('stopped'))
          : bucket.put(...put),
    }
    const publish = (into: typeof bucket) =>
      publishFile({ bucket: into, renderer: counting, ...kept }, film, mediaTypes.mp4)
    await expect(publish(stopped)).rejects.toThrow('stopped')
    const again = await publish(bucket)
    expect(again).toMatchObject({ facts: { duration: 1.4, width: 32, height: 18 }, uploaded: 0 })
    expect(await publish(bucket)).toEqual(again)
    expect(probed).toBe(2)
    expect(await bucket.list('renditions/')).toHaveLength(1)
  })
})
