import sharp from 'sharp'
import { seededRandom } from '../corpus/random.ts'
import type { WorkerLoad, WorkerOptions } from './options.ts'

type Files = Readonly<Record<string, string | Uint8Array>>

/** What is pushed of a load: lessons that refer to so many files, or have so much text. */
export const filesOf = async (load: WorkerLoad, options: WorkerOptions): Promise<Files> => {
  if (load === 'texts') return texts(options.requests)
  const [count, make, ending] =
    load === 'documents'
      ? ([options.documents, document, 'pdf'] as const)
      : ([options.pictures, picture, 'jpg'] as const)
  const files: Record<string, string | Uint8Array> = {}
  for (let at = 0; at < count; at += 1) files[`file-${at}.${ending}`] = await make(at)
  const links = Object.keys(files).map((name) => `[${name}](${name})`)
  return { ...files, 'all.md': `---\ntitle: All\n---\n\n${links.join('\n\n')}\n` }
}

/** A megapixel that is neither plain nor noise. */
const picture = (index: number): Promise<Buffer> => {
  const [width, height] = [1200, 900]
  const random = seededRandom(1, 11, index)
  const grain = Buffer.alloc((width / 10) * (height / 10) * 3)
  for (let at = 0; at < grain.length; at += 1) grain[at] = random.below(256)
  return sharp(grain, { raw: { width: width / 10, height: height / 10, channels: 3 } })
    .resize(width, height, { kernel: 'cubic' })
    .jpeg({ quality: 90 })
    .toBuffer()
}

const document = async (index: number): Promise<Uint8Array> => {
  const random = seededRandom(1, 12, index)
  const body = Array.from({ length: 2_500 }, () =>
    random
      .below(2 ** 31)
      .toString(36)
      .slice(0, 4),
  )
  return Buffer.from(`%PDF-1.7\n${body.join('')}\n%%EOF\n`)
}

// What a request holds at most, and what a chunk comes to.
const tokensOfRequest = 250_000
const words = 'wind thermal ridge stand bedding trail scent dusk ground water shade slope'.split(
  ' ',
)

const texts = (requests: number): Files => {
  const random = seededRandom(1, 13)
  const section = (at: number): string =>
    `## Part ${at}\n\n${Array.from({ length: 380 }, () => random.pick(words)).join(' ')}.\n`
  const lesson = (at: number): string =>
    `---\ntitle: Lesson ${at}\n---\n\n${Array.from({ length: 25 }, (_, part) => section(part)).join('\n')}`
  // A request counts a quarter of the bytes.
  const lessons = Math.ceil((requests * tokensOfRequest) / (Buffer.byteLength(lesson(0)) / 4))
  return Object.fromEntries(
    Array.from({ length: lessons }, (_, at) => [`lesson-${at}.md`, lesson(at)]),
  )
}
