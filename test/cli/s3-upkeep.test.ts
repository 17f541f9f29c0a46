import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bucket } from '../../src/bucket/bucket.ts'
import { openS3Bucket } from '../../src/bucket/s3-bucket.ts'
import type { S3Place } from '../../src/environment.ts'
import { ageMarks, changeRowsAt, outdateReleases } from '../crash/garbage.ts'
import { hma, hmaJson, seedState } from '../support/cli.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'
import {
  countVersions,
  createBucket,
  keepVersions,
  keyOfObject,
  kmsKeyOf,
  strictServer,
  tamper,
  useKeys,
} from '../support/s3.ts'

const server = strictServer()
if (server === null)
  describe('upkeep of a bucket on S3', () => {
    it('is tried only where there is a server that knows conditional writes', () => {
      expect(server).toBe(null)
    })
  })
else {
  const kmsKey = await kmsKeyOf(server)
  const keys = {
    AWS_ACCESS_KEY_ID: server.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
  }
  const drawing = (width: number): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="30"/>`
  let place: S3Place
  let bucket: Bucket
  let source: TestRepository

  beforeAll(async () => {
    useKeys(server)
    place = await createBucket(server)
    bucket = openS3Bucket(place)
    const encrypted = kmsKey === null ? '' : `, kmsKey: ${kmsKey}`
    source = await createRepository({
      'hma-content.yaml': `version: 1
media: { widths: [16], formats: [webp], thumbnail: 16 }
collections: [{ type: article, files: "en/{slug}.md" }]
environments:
  local: { bucket: "s3://${place.bucket}", endpoint: "${server.endpoint}"${encrypted} }
`,
      'en/wind.md': '# Secret wind\n\n![Grass](grass.svg)\n',
      'en/scent.md': '# Scent\n\n![A plume](plume.svg) and [the table](table.pdf)\n',
      'en/stand.md': '# Stand\n',
      'en/grass.svg': drawing(40),
      'en/plume.svg': drawing(50),
      'en/table.pdf': '%PDF-1.4\n%%EOF\n',
    })
    await source.commit()
    await seedState(source.directory)
    await run('publish')
  })
  afterAll(() => source.dispose())

  const run = <T>(command: string, ...flags: readonly string[]): Promise<T> =>
    hmaJson(source.directory, [command, ...flags], keys)
  const verified = async (): Promise<void> =>
    expect(await run('verify', '--read-data')).toMatchObject({ findings: [] })
  const stored = (folder: string): Promise<readonly string[]> => bucket.list(`${folder}/`)
  const documentOf = async (title: string): Promise<string> => {
    for (const key of await stored('lessons')) {
      const { body = new Uint8Array() } = (await bucket.read(key)) ?? {}
      if ((JSON.parse(Buffer.from(body).toString()) as { readonly title: string }).title === title)
        return key
    }
    throw new Error(`No document of ${title}`)
  }
  const change = (...statements: readonly string[]): Promise<void> =>
    changeRowsAt(
      {
        repository: source.directory,
        state: join(source.directory, '.hma-content'),
        variables: keys,
      },
      ...statements,
    )

  describe('a bucket in S3', () => {
    it('holds what is published, encrypted with the key where the server has one', async () => {
      for (const key of await bucket.list('')) {
        expect(await keyOfObject(server, place, key)).toBe(kmsKey)
      }
    })

    it.each([
      ['a document that names neither', 'Stand'],
      // That its file was altered, too, shows only when the document is mended.
      ['the one that names the file', 'Scent'],
    ])(
      'is mended where a picture was taken away, a file and %s changed behind us',
      async (_, title) => {
        const [picture = ''] = await stored('images')
        const [file = ''] = await stored('documents')
        const document = await documentOf(title)
        await tamper(server, place, picture, null)
        await tamper(server, place, document, '{}')
        await tamper(server, place, file, '%PDF-1.4\n%%EOF!\n')
        const damage = [
          expect.objectContaining({ kind: 'missing', subject: picture }),
          expect.objectContaining({ kind: 'altered', subject: document }),
          expect.objectContaining({ kind: 'altered', subject: file }),
        ]
        const found = await hma(source.directory, ['verify', '--read-data'], keys)
        expect(found.code).toBe(1)
        expect(found.stdout.includes(file)).toBe(title === 'Stand')
        type Run = { readonly findings: readonly unknown[]; readonly mended: readonly unknown[] }
        const { findings, mended } = await run<Run>('verify', '--repair', '--read-data')
        expect(findings).toEqual([])
        expect(mended).toHaveLength(damage.length)
        expect(mended).toEqual(expect.arrayContaining(damage))
        await verified()
        expect(await keyOfObject(server, place, document)).toBe(kmsKey)
      },
    )

    it('loses to gc what no release refers to, and nothing else', async () => {
      const before = await bucket.list('')
      await source.remove('en/scent.md', 'en/plume.svg', 'en/table.pdf')
      await source.commit()
      await run('publish')
      await change(outdateReleases)
      const gone: string[] = []
      // A picture goes after the record of it.
      for (let pass = 0; pass < 2; pass += 1) {
        await run('gc', '--apply')
        await change(ageMarks)
        const { remove } = await run<{ readonly remove: readonly string[] }>('gc', '--apply')
        gone.push(...remove)
      }
      expect(gone.map((key) => key.split('/')[0])).toEqual(
        expect.arrayContaining(['documents', 'images', 'lessons', 'releases', 'renditions']),
      )
      const left = await bucket.list('')
      expect(before.filter((key) => !left.includes(key)).toSorted()).toEqual(gone.toSorted())
      await verified()
    })

    it('keeps no version of what is purged', async () => {
      const traces = [...(await stored('images')), ...(await stored('renditions'))]
      await keepVersions(server, place)
      for (const key of traces) {
        const { body = null } = (await bucket.read(key)) ?? {}
        await tamper(server, place, key, body)
        expect(await countVersions(server, place, key)).toBe(2)
      }
      await keepVersions(server, place, 'Suspended')
      const flags = ['wind', '--reason', 'A person asked']
      const { erased } = await run<{ readonly erased: readonly string[] }>('purge', ...flags)
      expect(erased).toEqual(expect.arrayContaining(traces))
      for (const key of erased) expect(await countVersions(server, place, key)).toBe(0)
      await verified()
    })
  })
}
