import { createHash } from 'node:crypto'
import { posix } from 'node:path'

/**
 * What can be wrong with a text. `yaml` and `unclosed` leave nothing that can be read; the other three
 * are read and may not be published: `enum` in what makes a version, `status` and `date` in bookkeeping.
 */
export type Fault = 'yaml' | 'unclosed' | 'enum' | 'status' | 'date'

/** A lesson, an article, or a translation of one. Texts of two subjects have no line of their bodies in common. */
export type TextFile = {
  readonly kind: 'text'
  readonly subject: number
  /** How often each line was edited. */
  readonly edits: readonly number[]
  /** Another layout of the same text. */
  readonly reformatted: boolean
  readonly id: string | null
  readonly draft: boolean
  readonly publishAt: string | null
  readonly fault: Fault | null
  /** Media shown, as written: relative to the file. */
  readonly media: string | null
  /** A link to another text, as written. */
  readonly link: string | null
  /** Blob that a translation says it was made from. */
  readonly stamp: string | null
}

/** A media file by the number of its bytes, of which the last are no media at all; or a pillar's or course's file. */
export type OtherFile = { readonly kind: 'media' | 'place'; readonly variant: number }

/** What lies at a path. */
export type File = TextFile | OtherFile

/** Path → file, at one commit. */
export type Tree = ReadonlyMap<string, File>

/** The files of a commit that is being made. */
export type Draft = Map<string, File>

/** The text at a path; fails where there is another file. */
export const textAt = (tree: Tree, path: string): TextFile => {
  const file = tree.get(path)
  if (file?.kind !== 'text') throw new Error(`Expected a text at ${path}`)
  return file
}

/** Lines of a body that can be edited. */
export const lineCount = 9

/** The variant of a media file whose bytes are not what its name says. */
export const brokenMedia = 2

const brokenPlace = 2

/** What a path of a text is: of which collection, under which slug, in which language; null for other paths. */
export type Role = {
  readonly collection: 'lesson' | 'article'
  readonly slug: string
  /** `en` for an item's own file. */
  readonly language: string
  /** Where the item's own file lies. */
  readonly source: string
}

/** What a path is. */
export const roleOf = (path: string): Role | null => {
  const lesson = /^content\/([^/]+\/[^/]+\/[^/]+)\/index(?:\.(es|pt-BR))?\.md$/u.exec(path)
  if (lesson !== null) {
    const [, slug = '', language = 'en'] = lesson
    return { collection: 'lesson', slug, language, source: `content/${slug}/index.md` }
  }
  const article = /^(?:(es|pt-BR)\/)?([^/]+)\.md$/u.exec(path)
  if (article === null) return null
  const [, language = 'en', slug = ''] = article
  return { collection: 'article', slug, language, source: `${slug}.md` }
}

/** Where a slug's text lies in a language. */
export const pathOf = (
  { collection, slug }: Pick<Role, 'collection' | 'slug'>,
  language = 'en',
): string => {
  if (collection === 'article') return language === 'en' ? `${slug}.md` : `${language}/${slug}.md`
  return `content/${slug}/index.${language === 'en' ? '' : `${language}.`}md`
}

/** Where a relative URL in the file at a path leads. */
export const resolved = (path: string, url: string): string =>
  posix.normalize(posix.join(posix.dirname(path), url))

/** A fault as a collection knows it: one without a schema minds neither words nor states. */
export const faultIn = (path: string, { fault }: TextFile): Fault | null => {
  const minds = roleOf(path)?.collection === 'lesson' || (fault !== 'enum' && fault !== 'status')
  return minds ? fault : 'date'
}

// The article collection maps two fields to keys of its own, without which it would not read them.
const keysOf = (path: string) =>
  roleOf(path)?.collection === 'lesson'
    ? { id: 'id', publishAt: 'publish_at' }
    : { id: 'uid', publishAt: 'date' }

/** The bytes of a file at a path. */
export const bytesOf = (path: string, file: File): Buffer => {
  if (file.kind === 'text') return Buffer.from(textOf(path, file))
  if (file.kind === 'media') return mediaBytes(path, file.variant)
  // Without its description, the last variant does not fit the schema.
  const described =
    file.variant === brokenPlace ? '' : 'description: A place\ndifficulty: beginner\n'
  const [title, rest] = path.endsWith('pillar.yaml')
    ? ['name', described.replace('difficulty: beginner\n', '')]
    : ['title', described]
  return Buffer.from(`${title}: Place ${file.variant}\n${rest}`)
}

const textOf = (path: string, file: TextFile): string => {
  const fault = faultIn(path, file)
  const lines = [
    '---',
    ...frontMatter(path, file, fault),
    ...(fault === 'unclosed' ? [] : ['---']),
    '',
    ...bodyLines(file),
  ]
  return `${lines.join('\n')}\n`
}

const frontMatter = (path: string, file: TextFile, fault: Fault | null): readonly string[] => {
  const keys = keysOf(path)
  const lesson = roleOf(path)?.collection === 'lesson'
  const title = `Subject ${file.subject}`
  const date = fault === 'date' ? '2026-02-30' : file.publishAt
  return [
    fault === 'yaml' ? `title: "${title}` : `title: ${file.reformatted ? `'${title}'` : title}`,
    `description: What ${file.subject} is about`,
    ...(lesson
      ? [
          'author: ruth',
          `difficulty: ${fault === 'enum' ? 'begginer' : 'beginner'}`,
          'duration: 5',
          `status: ${fault === 'status' ? 'pulbished' : file.draft ? 'draft' : 'published'}`,
        ]
      : [`draft: ${file.draft}`]),
    ...(file.id === null ? [] : [`${keys.id}: ${file.id}`]),
    ...(date === null ? [] : [`${keys.publishAt}: ${date}`]),
    ...(file.stamp === null ? [] : [`source_blob: "${file.stamp}"`]),
  ]
}

const bodyLines = (file: TextFile): readonly string[] => {
  const gap = file.reformatted ? ['', ''] : ['']
  const written = file.edits.map((edits, line) =>
    line === 4
      ? `## Part ${file.subject}.${edits}`
      : `Line ${line} of ${file.subject} in wording ${edits}.`,
  )
  const shown = [
    ...(file.media === null ? [] : [`![Shown](${file.media})`]),
    ...(file.link === null ? [] : [`[Next](${file.link})`]),
  ]
  return [...written, ...shown].flatMap((line) => [line, ...gap])
}

const mediaBytes = (path: string, variant: number): Buffer => {
  if (variant === brokenMedia) return Buffer.from('no media\n')
  return path.endsWith('.png')
    ? Buffer.from(pictures[variant] ?? '', 'base64')
    : Buffer.from(`%PDF-1.4\n% ${variant}\n%%EOF\n`)
}

// Two PNG files of 2 × 2 pixels, a red and a blue one.
const pictures: readonly string[] = [
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAE0lEQVQImWP4z8DwnwGM/zMwAAAf7gP9qS/A4gAAAABJRU5ErkJggg==',
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAD0lEQVQImWNgYPgPRmAKABf2A/38FIMyAAAAAElFTkSuQmCC',
]

/** The blob id that Git gives bytes. */
export const blobOf = (bytes: Uint8Array): string =>
  createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex')
