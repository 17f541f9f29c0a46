import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { filesBelow, hma, hmaJson, rowsOf, seedState } from '../support/cli.ts'
import { mediaFiles } from '../support/media-files.ts'
import { gifBomb, pngBomb } from '../support/picture-bombs.ts'
import { createRepository } from '../support/repository.ts'

const configuration = `version: 1
media: { widths: [16, 32], formats: [webp, jpeg], thumbnail: 16 }
collections:
  - { type: article, files: "en/{slug}.md" }
`
const photo = (background = '#246') =>
  sharp({ create: { width: 48, height: 24, channels: 3, background } })
const position = { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' } }
const svg = (inside: string): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">${inside}</svg>`)
const noisy = () =>
  sharp({
    create: {
      width: 200,
      height: 200,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  })

/** What `validate` says of each file, whose name says what it is. */
const refusedUnread = {
  'bomb.png': ['MEDIA_PIXELS', async () => pngBomb(16_000, 16_000)],
  'tiff.jpg': ['MEDIA_TYPE', () => photo().tiff().toBuffer()],
  'drawing.jpg': ['MEDIA_TYPE', async () => svg('')],
  'page.jpg': ['MEDIA_TYPE', async () => Buffer.from('<!doctype html><script>x()</script>')],
  'document.jpg': ['MEDIA_TYPE', async () => Buffer.from('%PDF-1.7\n')],
  'archive.jpg': ['MEDIA_TYPE', async () => Buffer.from('PK\x03\x04', 'latin1')],
  'film.jpg': ['MEDIA_TYPE', async () => mediaFiles['film.mp4']],
  'photo.avif': ['MEDIA_TYPE', () => photo().avif().toBuffer()],
  'photo.heic': ['MEDIA_TYPE', async () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1')],
  'photo.tif': ['MEDIA_TYPE', () => photo().tiff().toBuffer()],
  'vips.png': ['MEDIA_TYPE', async () => Buffer.from('\x08\xf2\xa6\xb6', 'latin1')],
  'script.svg': ['MEDIA_SVG', async () => svg('<script>x()</script>')],
  'html.svg': ['MEDIA_SVG', async () => svg('<foreignObject><p>x</p></foreignObject>')],
  'elsewhere.svg': ['MEDIA_SVG', async () => svg('<image href="https://a.example/x.png"/>')],
  'entities.svg': [
    'MEDIA_SVG',
    async () => Buffer.from('<!DOCTYPE svg [<!ENTITY a SYSTEM "/etc/passwd">]><svg>&a;</svg>'),
  ],
  'wide.svg': ['MEDIA_PIXELS', async () => Buffer.from('<svg width="30000" height="30000"/>')],
  'empty.png': ['MEDIA_BROKEN', async () => Buffer.alloc(0)],
  'cut.mp4': ['MEDIA_BROKEN', async () => mediaFiles['film.mp4'].subarray(0, 900)],
  'exif.jpg': ['MEDIA_GPS', () => photo().withExif(position).jpeg().toBuffer()],
  'exif.png': ['MEDIA_GPS', () => photo().withExif(position).png().toBuffer()],
  'exif.webp': ['MEDIA_GPS', () => photo().withExif(position).webp().toBuffer()],
  'city.jpg': ['MEDIA_GPS', async () => mediaFiles['city.jpg']],
  'place.mp4': ['MEDIA_GPS', async () => mediaFiles['place.mp4']],
  'place.mov': ['MEDIA_GPS', async () => mediaFiles['place.mov']],
  'place.webm': ['MEDIA_GPS', async () => mediaFiles['place.webm']],
} as const

/** What only who decodes it can tell. */
const refusedDecoded = {
  'cut.jpg': ['MEDIA_BROKEN', async () => (await noisy().jpeg().toBuffer()).subarray(0, 4000)],
  'frames.gif': ['MEDIA_PIXELS', () => gifBomb(60, 1500)],
  'checksum.png': [
    'MEDIA_BROKEN',
    async () => {
      const png = await photo().png().toBuffer()
      png[png.indexOf('IDAT') + 8] = 0x55
      return png
    },
  ],
  'bomb.svg': ['MEDIA_BROKEN', async () => svg(`${'<g>'.repeat(100_000)}`)],
} as const

const harmless = {
  'tail.jpg': async () =>
    Buffer.concat([await photo('#a53').jpeg().toBuffer(), Buffer.from('<script>tail()</script>')]),
  'comment.jpg': async () => {
    const jpeg = await photo('#5a3').jpeg().toBuffer()
    const comment = Buffer.from('\xff\xfe\0\x19<script>comment()</script>', 'latin1')
    comment.writeUInt16BE(comment.length - 2, 2)
    return Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)])
  },
  'cmyk.jpg': () => photo('#f00').toColourspace('cmyk').jpeg().toBuffer(),
  'deep.png': () => photo('#345').toColourspace('rgb16').png().toBuffer(),
  'turned.jpg': () => photo('#357').jpeg().withMetadata({ orientation: 6 }).toBuffer(),
  'drawing.svg': async () => svg('<circle r="9" fill="#375"/><text y="18">Wind</text>'),
} as const

type Made = Readonly<Record<string, readonly [string, () => Promise<Buffer>]>>

/** An article for each file, which shows it. */
const articles = async (
  files: Readonly<Record<string, () => Promise<Buffer>>>,
): Promise<Readonly<Record<string, string | Buffer>>> =>
  Object.fromEntries(
    (
      await Promise.all(
        Object.entries(files).map(async ([name, make]) => [
          [`en/${name.replace('.', '-')}.md`, `# ${name}\n\n![The medium](${name})\n`],
          [`en/${name}`, await make()],
        ]),
      )
    ).flat(),
  )

const makers = (made: Made) =>
  Object.fromEntries(Object.entries(made).map(([name, [, make]]) => [name, make]))
const rulesOf = (made: Made) =>
  Object.entries(made)
    .map(([name, [rule]]) => `${name} ${rule}`)
    .toSorted()

type Finding = { readonly path: string; readonly rule: string; readonly message: string }

describe('media that were made to harm', () => {
  it('are errors of validate where their bytes tell, and none of them is decoded', async () => {
    await using source = await createRepository({
      'hma-content.yaml': configuration,
      ...(await articles(makers(refusedUnread))),
    })
    const found = await hmaJson<readonly Finding[]>(source.directory, ['validate'], { code: 1 })
    const named = found
      .filter(({ path, rule }) => path.endsWith('.md') && rule !== 'ID_MISSING')
      .map(({ message, rule }) => `${/`([^`]+)`/.exec(message)?.[1]} ${rule}`)
    expect(named.toSorted()).toEqual(rulesOf(refusedUnread))
  })

  it('keep their lessons back when published, and no other, and readers get nothing of them', async () => {
    const files = await articles({
      ...makers(refusedUnread),
      ...makers(refusedDecoded),
      ...harmless,
    })
    await using source = await createRepository({ 'hma-content.yaml': configuration, ...files })
    await source.commit('Add articles')
    await seedState(source.directory)
    const run = await hma(source.directory, ['publish'])
    expect(run.code, run.stderr).toBe(1)
    for (const [name, [rule]] of Object.entries(refusedDecoded))
      expect(run.stdout + run.stderr).toMatch(new RegExp(`en/${name}.*\\(${rule}\\)`))
    const live = await rowsOf<{ readonly slug: string }>(
      source.directory,
      `select slug from content_mgmt.content_items where status = 'published' order by slug`,
    )
    const expected = Object.keys(harmless).map((name) => name.replace('.', '-'))
    expect(live.map(({ slug }) => slug)).toEqual(expected.toSorted())
    const objects = await filesBelow(join(source.directory, '.hma-content/bucket'))
    const pictures = [...objects].filter(([path]) => path.includes('/images/'))
    expect(pictures.length).toBeGreaterThan(20)
    for (const [path, bytes] of objects)
      for (const secret of ['script>', 'GPSLatitude', 'Exif\0\0', '51.5000', 'Bonn'])
        expect(bytes.includes(secret), path).toBe(false)
    expect(await hmaJson(source.directory, ['verify'])).toMatchObject({ findings: [] })
  })
})

describe('films, sounds and documents', () => {
  it('are probed, and what is known of them is in the library and in the documents', async () => {
    const files = ['film.mp4', 'sound.wav', 'film.webm'] as const
    const text = files.map((name) => `[${name}](${name})`).join('\n\n')
    await using source = await createRepository({
      'hma-content.yaml': configuration,
      'en/wind.md': `# Wind\n\n${text}\n\n![Grass](grass.png)\n`,
      ...Object.fromEntries(files.map((name) => [`en/${name}`, mediaFiles[name]])),
      'en/grass.png': await photo('#375').png().toBuffer(),
    })
    await source.commit('Add wind')
    await seedState(source.directory)
    await hmaJson(source.directory, ['publish'])
    const rows = await rowsOf(
      source.directory,
      `select filename, dimensions, metadata, cdn_url, thumbnail_url, optimization_status::text as status, usage_count
       from assets.media_library order by filename`,
    )
    const seconds = (about: number) => expect.closeTo(about, 1)
    const done = { status: 'optimized', usage_count: 1 }
    expect(rows).toMatchObject([
      {
        ...{ ...done, filename: 'film.mp4', cdn_url: expect.stringMatching(/^\/videos\/.*\.mp4$/) },
        dimensions: { width: 32, height: 18, duration: seconds(1.4) },
        metadata: { codecs: [expect.stringMatching(/^avc1/)] },
      },
      { ...done, filename: 'film.webm', dimensions: { width: 32, height: 18 } },
      {
        ...{ ...done, filename: 'grass.png', dimensions: { width: 48, height: 24 } },
        cdn_url: expect.stringMatching(/^\/images\/.*-32\.jpg$/),
        thumbnail_url: expect.stringMatching(/^\/images\/.*-16\.webp$/),
        metadata: {
          color: expect.stringMatching(/^#/),
          placeholder: expect.stringMatching(/^data:/),
        },
      },
      { ...done, filename: 'sound.wav', dimensions: { duration: seconds(0.2) } },
    ])
    const [row] = await rowsOf<{ readonly key: string }>(
      source.directory,
      'select document_key as key from pipeline.live',
    )
    const path = join(source.directory, '.hma-content/bucket', row?.key ?? '')
    const document = JSON.parse(await readFile(path, 'utf8')) as { readonly media: object }
    expect(document.media).toMatchObject({
      'film.mp4': { kind: 'file', duration: seconds(1.4), width: 32, height: 18 },
      'grass.png': { kind: 'image', placeholder: expect.stringMatching(/^data:image\/webp/) },
      'sound.wav': { kind: 'file', duration: seconds(0.2) },
    })
    const before = await filesBelow(join(source.directory, '.hma-content/bucket/images'))
    const again = await hmaJson<{ readonly media: { readonly uploaded: number } }>(
      source.directory,
      ['publish', '--reencode'],
    )
    expect(again.media.uploaded).toBe(0)
    expect([
      ...(await filesBelow(join(source.directory, '.hma-content/bucket/images'))).keys(),
    ]).toEqual([...before.keys()])
    expect(await hmaJson(source.directory, ['verify', '--read-data'])).toMatchObject({
      findings: [],
    })
  })
})
