import { chmod, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPublished, filesBelow, hma } from '../support/cli.ts'
import type { TestRepository } from '../support/repository.ts'
import { type Published, publishedAt } from './published.ts'

let source: TestRepository
let pack: string
let bytes: Buffer
let before: Published

const place = () => ({
  repository: source.directory,
  state: join(source.directory, '.hma-content'),
  variables: {},
})
const gitFiles = async (): Promise<ReadonlyMap<string, Buffer>> =>
  filesBelow(join(source.directory, '.git'))

// One lesson is published; a second push, of words that do not compress to nothing, lies with all else in one pack.
beforeAll(async () => {
  source = await createPublished({
    'hma-content.yaml': 'version: 1\ncollections: [{ type: article, files: "en/{slug}.md" }]\n',
    'en/wind.md': '# Wind\n',
  })
  before = await publishedAt(place())
  // Nobody answers there, and nobody is asked.
  await source.git('remote', 'add', 'origin', 'http://127.0.0.1:1/academy.git')
  const words = Array.from({ length: 1_500 }, (_, at) => (at * 2_654_435_761) % 4_294_967_296)
  await source.write({ 'en/wind.md': '# Wind\n\nIt turned.\n', 'en/scent.md': words.join('\n') })
  await source.commit()
  await source.git('repack', '-a', '-d', '--quiet')
  const folder = join(source.directory, '.git/objects/pack')
  pack = join(folder, (await readdir(folder)).find((name) => name.endsWith('.pack')) ?? '')
  bytes = await readFile(pack)
  await chmod(pack, 0o600)
})
afterAll(() => source.dispose())

const half = (): number => Math.floor(bytes.byteLength / 2)
const noise = Buffer.alloc(24, 'X')
it.each<readonly [string, () => Promise<unknown>]>([
  ['is gone', () => rm(pack)],
  ['was cut', () => truncate(pack, half())],
  [
    'holds other bytes in the midst of a text',
    () => writeFile(pack, Buffer.from(bytes).fill(noise, half(), half() + noise.length)),
  ],
  [
    'holds other bytes where commits are',
    () => writeFile(pack, Buffer.from(bytes).fill(noise, 60, 60 + noise.length)),
  ],
])('publish from a clone whose pack %s changes nothing, in the clone either', async (_, damage) => {
  await damage()
  const files = await gitFiles()
  const { code, stderr } = await hma(source.directory, ['publish'])
  expect(code, stderr).toBe(2)
  expect(stderr).toMatch(
    /^GIT: Cannot run `git [a-z-]+`: .+\n {4}(?:See whether the clone|The clone lacks)/m,
  )
  expect(await gitFiles()).toEqual(files)
  expect(await publishedAt(place())).toEqual(before)
  await writeFile(pack, bytes)
})

it('publish goes on when the clone is whole again, whatever a fetch that was cut has left there', async () => {
  const left = join(pack, '../tmp_pack_8xTqLw')
  await writeFile(left, bytes.subarray(0, 500))
  expect(await hma(source.directory, ['publish'])).toMatchObject({ code: 0 })
  expect(await hma(source.directory, ['verify', '--read-data'])).toMatchObject({ code: 0 })
  expect((await publishedAt(place())).root).not.toBe(before.root)
  expect(await readFile(left)).toEqual(bytes.subarray(0, 500))
})
