import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { pointerTo } from '../support/lfs.ts'
import { root, textOf } from './pages.ts'

/** One code block of the page: how it is to be read, and its text as it stands there. */
export type Example = { readonly language: string; readonly text: string }

/** A section of docs/rules.md. */
export type RuleSection = {
  readonly code: string
  readonly severities: readonly string[]
  /** What the section says before its examples. */
  readonly prose: string
  readonly examples: readonly Example[]
}

/** A file of an example: its mode where one is given, its path and its content. */
export type ExampleFile = {
  readonly mode: string | null
  readonly path: string
  readonly content: Buffer
}

/** The sections of docs/rules.md, but for its contents. */
export const ruleSections: readonly RuleSection[] = textOf('docs/rules.md')
  .split(/^## /m)
  .slice(2)
  .map((section) => ({
    code: /^\S+/.exec(section)?.[0] ?? '',
    prose: section.split('\n```', 1)[0] ?? '',
    severities: (
      /^\*\*(error|warning|suggestion)\*\*(?: or \*\*(warning|suggestion)\*\*)?\. /m.exec(
        section,
      ) ?? []
    )
      .slice(1)
      .filter((word) => word !== undefined),
    examples: [...section.matchAll(/^```(\w+)\n([\s\S]*?)\n```$/gm)].map(
      ([, language = '', text = '']) => ({ language, text }),
    ),
  }))

/** Every string of the source that is a word in upper case, whatever it is used for. */
export const upperCaseWords = (): ReadonlySet<string> => {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  const texts = files.filter((name) => name.endsWith('.ts')).map((name) => textOf(`src/${name}`))
  const code = texts.join('\n').replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '')
  return new Set(
    [...code.matchAll(/(['"`])([A-Z][A-Z0-9_]{3,})\1/g)].map(([, , word]) => word ?? ''),
  )
}

/** The files of a `text` example, commit by commit; each commit is whole. */
export const exampleCommits = (text: string): Promise<readonly (readonly ExampleFile[])[]> =>
  Promise.all(
    text.split('\nthen\n').map((commit) => Promise.all(commit.split('\n').map(exampleFile))),
  )

const exampleFile = async (line: string): Promise<ExampleFile> => {
  const parts = /^(?:(\d{6}) )?(.*?):(?: (.*))?$/.exec(line)
  if (parts === null) throw new Error(`Expected \`path: content\`, got ${line}`)
  const [, mode = null, path = '', content = ''] = parts
  const picture = pictures.get(content)
  return {
    mode,
    path: bytesOf(path).toString(),
    content: picture === undefined ? bytesOf(content) : await picture(),
  }
}

/** The bytes that an example stands for. */
export const bytesOf = (text: string): Buffer =>
  Buffer.concat(
    text
      .replaceAll('⏎', '\n')
      .replaceAll(/⟨a pointer to ([^⟩]+)⟩/g, (_, part: string) => pointerTo(Buffer.from(part)))
      .replaceAll(/⟨([^⟩]+) × (\d+)⟩/g, (_, part: string, count: string) =>
        part.repeat(Number(count)),
      )
      .replaceAll(/⟨U\+([0-9A-F]+)⟩/g, (_, digits: string) =>
        String.fromCodePoint(Number.parseInt(digits, 16)),
      )
      .split(/(⟨byte [0-9A-F]{2}⟩)/)
      .map((part) => {
        const byte = /^⟨byte (..)⟩$/.exec(part)?.[1]
        return byte === undefined ? Buffer.from(part) : Buffer.from(byte, 'hex')
      }),
  )

const picture = () => sharp({ create: { width: 20, height: 20, channels: 3, background: '#246' } })
const position = { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' } }

const pictures: ReadonlyMap<string, () => Promise<Buffer>> = new Map([
  ['⟨a PNG⟩', () => picture().png().toBuffer()],
  ['⟨a JPEG⟩', () => picture().jpeg().toBuffer()],
  ['⟨a JPEG with a position⟩', () => picture().withExif(position).jpeg().toBuffer()],
])
