import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { openS3Bucket } from '../../src/bucket/s3-bucket.ts'
import { largestWhole } from '../../src/bucket/s3-parts.ts'
import { itemsOf, none, type Run } from '../support/articles.ts'
import { filesBelow, hma, hmaJson, rowsOf, seedState } from '../support/cli.ts'
import { hasProgram } from '../support/has-program.ts'
import { oidOf, pointerTo, pushToLfs, useGitLfs } from '../support/lfs.ts'
import { cutAfter, endless, type LfsServer, openLfsServer, status } from '../support/lfs-server.ts'
import { mediaFiles } from '../support/media-files.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'
import { createBucket, openUploads, strictServer, useKeys } from '../support/s3.ts'

// A film, and behind it room that its format leaves free, so that it comes in more than one piece.
const film = Buffer.concat([
  mediaFiles['film.mp4'],
  Buffer.from('\0\x04\x93\xe8free', 'latin1'),
  Buffer.alloc(300_000, 'film'),
])

const photo = (background: string): Promise<Buffer> =>
  sharp({ create: { width: 400, height: 300, channels: 3, background } })
    .jpeg()
    .toBuffer()

const attributes =
  '*.mp4 filter=lfs diff=lfs merge=lfs -text\n*.jpg filter=lfs diff=lfs merge=lfs -text\n'

const configuration = (server: LfsServer, more = ''): string =>
  `version: 1\nsource:\n  lfs: { url: "${server.url}"${more} }\ncollections:\n  - type: article\n    files: en/{slug}.md\n`

const wind = '# Wind\n\n[Watch the film](film.mp4)\n\n![Grass](grass.jpg)\n'
const stands = '# Stands\n\nSit downwind.\n'

/** A repository whose media git-lfs has put into Git LFS and pushed to the server; nothing of them is here. */
const createAcademy = async (
  server: LfsServer,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<TestRepository> => {
  const source = await createRepository({
    '.gitattributes': attributes,
    '.gitignore': '.hma-content\n',
    'hma-content.yaml': configuration(server),
  })
  await useGitLfs(source)
  await source.write({
    'en/wind.md': wind,
    'en/film.mp4': film,
    'en/grass.jpg': await photo('#246'),
    'en/stands.md': stands,
    ...files,
  })
  await source.commit('Add wind and stands')
  await pushToLfs(source, server)
  await seedState(source.directory)
  return source
}

type MeasuredRun = Run & {
  readonly media: { readonly uploaded: number; readonly reused: number; readonly bytes: number }
  readonly peakMemoryBytes: number
}

const publish = (source: TestRepository, code = 0, variables = {}): Promise<MeasuredRun> =>
  hmaJson(source.directory, ['publish'], { code, ...variables })

/** Every file of the bucket, by its path there. */
const objectsOf = async ({ directory }: TestRepository): Promise<ReadonlyMap<string, Buffer>> => {
  const bucket = join(directory, '.hma-content/bucket')
  return new Map(
    [...(await filesBelow(bucket))].map(([path, bytes]) => [relative(bucket, path), bytes]),
  )
}

/** What was downloaded, by object id. */
const fetched = ({ requests }: LfsServer): readonly string[] =>
  requests.flatMap(({ asked }) => /^GET \/objects\/(\w+)$/.exec(asked)?.[1] ?? [])

if (hasProgram('git-lfs')) {
  describe('publish, of media that git-lfs has pushed', () => {
    it('fetches each once and puts it into the bucket, byte for byte or as renditions', async () => {
      await using server = await openLfsServer()
      await using source = await createAcademy(server)
      expect(await publish(source)).toMatchObject({ items: { ...none, create: 2 }, release: 1 })
      expect(fetched(server).toSorted()).toEqual([...server.objects.keys()].toSorted())
      const bucket = await objectsOf(source)
      expect(bucket.get(`videos/${oidOf(film)}.mp4`)?.equals(film)).toBe(true)
      expect([...bucket.keys()].filter((key) => key.startsWith('images/')).length).toBeGreaterThan(
        2,
      )
      expect(
        await rowsOf(
          source.directory,
          'select original_name, file_size, checksum from assets.media_library order by original_name',
        ),
      ).toMatchObject([
        { original_name: 'en/film.mp4', file_size: film.length, checksum: oidOf(film) },
        { original_name: 'en/grass.jpg' },
      ])
      expect(await hmaJson(source.directory, ['verify', '--read-data'])).toMatchObject({
        findings: [],
      })

      // What is in the bucket is not fetched again: neither for another text, nor for a database made anew.
      const asked = server.requests.length
      await source.write({
        'en/rain.md': '# Rain\n\n[The same film](film.mp4) ![Grass](grass.jpg)\n',
      })
      await source.commit('Add rain')
      expect(await publish(source)).toMatchObject({ items: { ...none, create: 1, keep: 2 } })
      await rm(join(source.directory, '.hma-content/db'), { recursive: true })
      await seedState(source.directory)
      expect(await publish(source)).toMatchObject({ items: { ...none, create: 3 } })
      expect(server.requests.length).toBe(asked)
    })

    it('takes what git-lfs keeps here, and asks no server', async () => {
      await using server = await openLfsServer()
      await using source = await createAcademy(server)
      await source.git('lfs', 'fetch', 'lfs', 'main')
      const asked = server.requests.length
      expect(await publish(source)).toMatchObject({ items: { ...none, create: 2 } })
      expect(server.requests.length).toBe(asked)
    })

    it('makes a version where another file takes its place, and fetches that one', async () => {
      await using server = await openLfsServer()
      await using source = await createAcademy(server)
      await publish(source)
      const other = Buffer.concat([film, Buffer.from('the end')])
      await source.write({ 'en/film.mp4': other })
      await source.commit('Replace the film')
      await pushToLfs(source, server)
      const before = fetched(server)
      expect(await publish(source)).toMatchObject({
        versions: 1,
        items: { ...none, update: 1, keep: 1 },
      })
      expect(fetched(server).slice(before.length)).toEqual([oidOf(other)])
    })
  })

  describe('verify --repair, where the bucket lost a film in Git LFS', () => {
    it('fetches it again; while that fails, the text stays as it is', async () => {
      await using server = await openLfsServer()
      await using source = await createAcademy(server)
      await publish(source)
      const key = `videos/${oidOf(film)}.mp4`
      await rm(join(source.directory, '.hma-content/bucket', key))
      server.objects.delete(oidOf(film))
      const failed = await hma(source.directory, ['verify', '--repair'])
      expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('LFS_MISSING') })
      expect(failed.stdout).toContain(key)
      expect(await itemsOf(source)).toMatchObject([{}, { slug: 'wind', status: 'published' }])

      server.objects.set(oidOf(film), film)
      const mended = await hma(source.directory, ['verify', '--repair'])
      expect(mended).toMatchObject({ code: 0 })
      expect((await objectsOf(source)).get(key)?.equals(film)).toBe(true)
    })
  })

  describe('publish, of a large film in Git LFS', () => {
    it('takes hardly more memory than for a small one', async () => {
      await using server = await openLfsServer()
      await using source = await createAcademy(server)
      const { peakMemoryBytes: small } = await publish(source)
      const large = Buffer.concat([film, Buffer.alloc(400_000_000)])
      await source.write({ 'en/film.mp4': large })
      await source.commit('Replace the film')
      await pushToLfs(source, server)
      const { peakMemoryBytes, media } = await publish(source)
      expect(media).toMatchObject({ uploaded: 1, bytes: large.length })
      expect(peakMemoryBytes - small).toBeLessThan(large.length / 2)
    })
  })

  describe('publish, where the server of Git LFS fails', () => {
    it.each<readonly [string, RegExp, (server: LfsServer) => void]>([
      ['a file that it does not have', /LFS_MISSING/, ({ objects }) => objects.delete(oidOf(film))],
      [
        'other bytes',
        /LFS_HASH/,
        ({ objects }) => objects.set(oidOf(film), Buffer.from(film).fill('x', 100, 101)),
      ],
      [
        'too few bytes',
        /LFS_SIZE/,
        ({ objects }) => objects.set(oidOf(film), film.subarray(0, 200_000)),
      ],
      [
        'too many bytes',
        /LFS_SIZE/,
        ({ objects }) => objects.set(oidOf(film), Buffer.concat([film, film])),
      ],
      [
        'an address elsewhere',
        /LFS_HREF/,
        ({ say }) =>
          say((oid) => (oid === oidOf(film) ? { href: 'https://elsewhere.invalid/film' } : {})),
      ],
      ['what is no film', /MEDIA_TYPE/, () => undefined],
    ])(
      'keeps back the text alone that needs %s, and publishes it once that is mended',
      async (name, rule, spoil) => {
        const other = name === 'what is no film' ? Buffer.alloc(5_000, 'text ') : film
        await using server = await openLfsServer()
        await using source = await createAcademy(server, { 'en/film.mp4': other })
        const whole = new Map(server.objects)
        spoil(server)
        const run = await hma(source.directory, ['publish'])
        expect(run.code).toBe(1)
        expect(run.stderr).toMatch(rule)
        expect(run.stderr).not.toContain('signature=secret')
        expect(await itemsOf(source)).toMatchObject([
          { slug: 'stands', status: 'published' },
          { slug: 'wind', status: 'approved' },
        ])
        const bucket = await filesBelow(join(source.directory, '.hma-content/bucket'))
        expect([...bucket.keys()].filter((key) => /^videos|pending/.test(key))).toEqual([])
        if (other !== film) return

        for (const [oid, object] of whole) server.objects.set(oid, object)
        server.say(() => ({}))
        await publish(source)
        expect(await itemsOf(source)).toMatchObject([{}, { slug: 'wind', status: 'published' }])
      },
    )

    it('stops an endless file at its size, and keeps what was live', async () => {
      await using server = await openLfsServer()
      await using source = await createAcademy(server)
      await publish(source)
      const other = Buffer.concat([film, Buffer.from('the end')])
      await source.write({ 'en/film.mp4': other, 'en/stands.md': '# Stands\n\nSit higher.\n' })
      await source.commit('Replace the film, mend stands')
      await pushToLfs(source, server)
      server.next('object', endless)
      const run = await hma(source.directory, ['publish'])
      expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('LFS_SIZE') })
      expect(await itemsOf(source)).toMatchObject([
        { slug: 'stands', version: '1.0.1' },
        { slug: 'wind', status: 'published', version: '1.0.0' },
      ])
    })

    it('asks again after a 429 and a 503, as late as the server wishes', async () => {
      await using server = await openLfsServer()
      await using source = await createAcademy(server)
      server.next('batch', status(429, { 'retry-after': '0' }))
      server.next(
        'object',
        status(503, { 'retry-after': '0' }),
        status(429, { 'retry-after': '0' }),
      )
      expect(await publish(source)).toMatchObject({ items: { ...none, create: 2 } })
    })
  })

  describe('what is sent where', () => {
    it('sends the password of the environment to the server alone, and not with files', async () => {
      await using server = await openLfsServer()
      await using source = await createAcademy(server)
      server.want('git', 'hunter2')
      const refused = await hma(source.directory, ['publish'])
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('LFS_PASSWORD') })
      const before = server.requests.length
      await publish(source, 0, { LFS_PASSWORD: 'hunter2' })
      const sent = server.requests.slice(before)
      expect(sent.find(({ asked }) => asked.startsWith('POST'))?.authorization).toBeNull()
      const files = sent.filter(({ asked }) => asked.startsWith('GET'))
      expect(files.map(({ authorization }) => authorization)).toEqual([null, null])
    })

    it('asks the credential helpers of Git for a password', async () => {
      await using server = await openLfsServer()
      await using source = await createAcademy(server)
      server.want('ada', 'hunter2')
      const home = await mkdtemp(join(tmpdir(), 'hma-home-'))
      await writeFile(join(home, '.gitconfig'), '[credential]\n\thelper = store\n')
      await writeFile(join(home, '.git-credentials'), `http://ada:hunter2@${server.host}\n`)
      await publish(source, 0, { HOME: home })
      await rm(home, { recursive: true })
    })

    it('asks no server that a commit names', async () => {
      await using server = await openLfsServer()
      await using other = await openLfsServer()
      await using source = await createAcademy(server, {
        '.lfsconfig': `[lfs]\n\turl = ${other.url}\n`,
      })
      const run = await hma(source.directory, ['publish'])
      expect(run.stderr).toContain('.lfsconfig:2:1 error')
      expect(await itemsOf(source)).toMatchObject([{}, { slug: 'wind', status: 'published' }])
      expect(other.requests).toEqual([])
    })
  })
}

// `npm test` says in one line where there is no such server.
const s3 = strictServer()
if (s3 !== null && hasProgram('git-lfs')) {
  describe('publish of media that git-lfs has pushed, into S3', () => {
    it('keeps nothing of a film in parts that is wrong or cut, and all of one that is neither', async () => {
      const whole = Buffer.concat([film, Buffer.alloc(largestWhole)])
      useKeys(s3)
      const place = await createBucket(s3)
      const bucket = openS3Bucket(place)
      const keys = {
        AWS_ACCESS_KEY_ID: s3.accessKeyId,
        AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
      }
      await using server = await openLfsServer()
      await using source = await createAcademy(server, {
        'hma-content.yaml': `${configuration(server)}environments: { local: { bucket: "s3://${place.bucket}", endpoint: "${s3.endpoint}" } }\n`,
        'en/film.mp4': whole,
      })
      const oid = oidOf(whole)
      for (const [fault, bytes] of [
        ['LFS_HASH', Buffer.from(whole).fill('x', whole.length - 1)],
        ['LFS_SIZE', whole.subarray(0, whole.length - 1)],
      ] as const) {
        server.objects.set(oid, bytes)
        const run = await hma(source.directory, ['publish'], keys)
        expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining(fault) })
        expect(await bucket.list('videos/')).toEqual([])
        expect(await openUploads(s3, place)).toBe(0)
      }
      server.objects.set(oid, whole)
      // What was cut while it came is gone on with.
      server.next('object', cutAfter(whole.length / 2))
      await publish(source, 0, keys)
      const stored = await bucket.read(`videos/${oid}.mp4`)
      expect(stored?.object).toMatchObject({
        contentType: 'video/mp4',
        size: whole.length,
        sha256: oid,
      })
      expect(await bucket.list('videos/')).toHaveLength(1)
      expect(await openUploads(s3, place)).toBe(0)
    })

    it('holds a part of a large film at a time, and never the whole', async () => {
      useKeys(s3)
      const place = await createBucket(s3)
      const keys = {
        AWS_ACCESS_KEY_ID: s3.accessKeyId,
        AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
      }
      await using server = await openLfsServer()
      await using source = await createAcademy(server, {
        'hma-content.yaml': `${configuration(server)}environments: { local: { bucket: "s3://${place.bucket}", endpoint: "${s3.endpoint}" } }\n`,
      })
      const { peakMemoryBytes: before } = await publish(source, 0, keys)
      const large = Buffer.concat([film, Buffer.alloc(160 * 1024 * 1024)])
      server.objects.set(oidOf(large), large)
      await source.write({ 'en/film.mp4': pointerTo(large) })
      await source.commit('Replace the film')
      const { media, peakMemoryBytes } = await publish(source, 0, keys)
      expect(media.bytes).toBeGreaterThan(large.byteLength - 1)
      expect(peakMemoryBytes - before).toBeLessThan(100 * 1024 * 1024)
    })
  })
}

describe('validate, of pointers to Git LFS', () => {
  const lesson = async (pointer: string, more = '') => {
    await using server = await openLfsServer()
    await using source = await createRepository({
      'hma-content.yaml': configuration(server, more),
      'en/wind.md': '# Wind\n\n[Watch the film](film.mp4)\n',
      'en/film.mp4': pointer,
    })
    await source.commit()
    const { stdout } = await hma(source.directory, ['validate', '--commit', 'HEAD'])
    expect(server.requests).toEqual([])
    return stdout
  }

  it('is content with a sound one, and fetches nothing', async () => {
    expect(await lesson(pointerTo(film))).not.toMatch(/error|LFS/)
  })

  it('takes a large film that is yet to be added for what Git LFS will make of it', async () => {
    await using source = await createRepository({
      '.gitattributes': attributes,
      'hma-content.yaml':
        'version: 1\nsource: { lfs: { limits: { videos: 80 } } }\ncollections:\n  - type: article\n    files: en/{slug}.md\n',
      'en/wind.md': '# Wind\n\n[Watch the film](film.mp4)\n',
    })
    const findings = async (size: number): Promise<string> => {
      await source.write({ 'en/film.mp4': '' })
      await truncate(join(source.directory, 'en/film.mp4'), size)
      return (await hma(source.directory, ['validate'])).stdout
    }
    expect(await findings(70_000_000)).not.toContain('error')
    expect(await findings(90_000_000)).toMatch(/en\/wind.md:3:1 error .*LFS_SIZE/s)
    await source.remove('.gitattributes')
    expect(await findings(70_000_000)).toMatch(/en\/wind.md:3:1 error .*MEDIA_SIZE/s)
  })

  it('finds one to a file that is larger than is allowed', async () => {
    const large = pointerTo(film).replace(/size .*/, 'size 5000000001')
    expect(await lesson(large)).toMatch(/en\/wind.md:3:1 error .*LFS_SIZE/s)
    expect(await lesson(large, ', limits: { videos: 5001 }')).not.toContain('LFS_SIZE')
  })

  it.each<readonly [string, (text: string) => string]>([
    ['too large a size', (text) => text.replace(/size .*/, 'size 9223372036854775807')],
    ['a negative size', (text) => text.replace(/size .*/, 'size -1')],
    ['more than 64 bits', (text) => text.replace(/size .*/, 'size 99999999999999999999')],
    ['another order', (text) => text.replace(/(oid.*)\n(size.*)\n/, '$2\n$1\n')],
    [
      'capital letters',
      (text) => text.replace(/sha256:(.*)/, (_, hex: string) => `sha256:${hex.toUpperCase()}`),
    ],
    ['a path', (text) => text.replace(/sha256:.*/, 'sha256:../../../../etc/passwd')],
    ['CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['blank lines after it', (text) => text + '\n'.repeat(1100)],
    ['an extension', (text) => text.replace('oid', `ext-0-foo sha256:${'0'.repeat(64)}\noid`)],
  ])('finds one with %s', async (_, change) => {
    expect(await lesson(change(pointerTo(film)))).toMatch(/en\/wind.md:3:1 error .*LFS_POINTER/s)
  })
})
