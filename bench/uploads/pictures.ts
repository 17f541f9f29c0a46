import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { git } from '../corpus/git.ts'
import { seededRandom } from '../corpus/random.ts'
import { openTarget } from '../measure/databases.ts'
import { publishWith } from '../measure/program.ts'
import { runProcess } from '../measure/run-process.ts'
import { installPeers, peerModules } from '../peers/install.ts'
import type { Task } from '../rows/task.ts'
import type { UploadSetting } from './task.ts'

const [width, height] = [4000, 3000]
const widths = [640, 1280]
const formats = ['avif', 'webp', 'jpeg']

// The qualities of `src/media/encode-image.ts`.
const eleventyOptions = {
  widths,
  formats,
  useCache: false,
  sharpAvifOptions: { quality: 50, effort: 2 },
  sharpWebpOptions: { quality: 75 },
  sharpJpegOptions: { quality: 80 },
}

/** Pictures made by us and by eleventy-img: the same widths, formats, qualities and effort. */
export const pictureTasks = async (setting: UploadSetting): Promise<readonly Task[]> => {
  const { directory, pictures: count, say } = setting
  await installPeers(say)
  say(`making ${count} pictures of 12 megapixels`)
  const repository = join(directory, 'pictures')
  await mkdir(repository)
  for (let index = 0; index < count; index += 1)
    await writeFile(join(repository, `picture-${index}.jpg`), await picture(index))
  const lines = Array.from({ length: count }, (_, index) => `![Picture](picture-${index}.jpg)`)
  await writeFile(join(repository, 'all.md'), `# All\n\n${lines.join('\n\n')}\n`)
  const config = { version: 1, collections: [{ type: 'article', files: '{slug}.md' }] }
  const media = { widths, formats }
  await writeFile(join(repository, 'hma-content.yaml'), JSON.stringify({ ...config, media }))
  const author = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.org']
  await git(repository, 'init', '--quiet', '--initial-branch=main')
  await git(repository, 'add', '.')
  await git(repository, ...author, 'commit', '--quiet', '-m', 'Add pictures')
  return [ownTask(setting, repository), eleventyTask(setting, repository)]
}

/** A photograph's worth of shapes and grain, another one for each number. */
const picture = async (index: number): Promise<Buffer> => {
  const random = seededRandom(1, 12, index)
  const noise = (length: number): Buffer =>
    Buffer.from(Uint8Array.from({ length }, () => random.below(256)))
  const [columns, rows] = [40, 30]
  const shapes = sharp(noise(columns * rows * 3), {
    raw: { width: columns, height: rows, channels: 3 },
  })
  const grain = sharp(noise(1000 * 750), { raw: { width: 1000, height: 750, channels: 1 } })
  const input = await grain.resize(width, height, { kernel: 'cubic' }).png().toBuffer()
  return await shapes
    .resize(width, height, { kernel: 'cubic' })
    .composite([{ input, blend: 'soft-light' }])
    .jpeg({ quality: 90 })
    .toBuffer()
}

const row = (count: number): string => `${count} pictures of 12 megapixels`

const ownTask = (setting: UploadSetting, repository: string): Task => ({
  name: 'hma-content, pictures',
  measure: async () => {
    const { directory, pictures: count, databaseUrl } = setting
    const kind = databaseUrl === null ? 'pglite' : 'native'
    const target = await openTarget(kind, directory, databaseUrl)
    const program = { path: setting.program, repository, home: join(directory, 'home') }
    try {
      const config = join(repository, 'hma-content.yaml')
      const run = { config, state: target.state, databaseUrl: target.databaseUrl }
      const { measured, published } = await publishWith(program, run, 'all')
      const { seconds, peakBytes } = measured
      const made = `whole \`publish\`; media ${published.stages.media?.toFixed(1)} s of it`
      const sample = { row: row(count), where: 'hma-content', seconds, peakBytes, stages: null }
      return [{ ...sample, count: made }]
    } finally {
      await target.dispose()
    }
  },
})

const script = fileURLToPath(new URL('eleventy-img.js', import.meta.url))

const eleventyTask = ({ directory, pictures: count }: UploadSetting, repository: string): Task => ({
  name: 'eleventy-img, pictures',
  measure: async () => {
    const output = join(directory, 'eleventy')
    const args = [script, peerModules, repository, output, JSON.stringify(eleventyOptions)]
    const measured = await runProcess(process.execPath, args, { cwd: directory, memory: 'all' })
    await rm(output, { recursive: true, force: true })
    const { code, stdout, stderr, seconds, peakBytes } = measured
    const made = Number(stdout)
    if (code !== 0 || made !== count * widths.length * formats.length)
      throw new Error(`eleventy-img made ${made} pictures and ended with ${code}: ${stderr}`)
    const sample = { row: row(count), where: '@11ty/eleventy-img 7.0.0', seconds, peakBytes }
    return [{ ...sample, stages: null, count: `${made} files` }]
  },
})
