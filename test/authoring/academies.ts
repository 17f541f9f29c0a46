import { posix } from 'node:path'
import fc from 'fast-check'

/** One way to lay out lessons, translations and media. */
export type Layout = {
  readonly name: string
  readonly configuration: string
  readonly path: (course: string, slug: string) => string
  readonly translation: (course: string, slug: string) => string
  /** A directory that holds some lessons and may get another name, and that name. */
  readonly directory: (course: string) => readonly [string, string]
  readonly address: ((course: string, slug: string) => string) | null
}

export const layouts: readonly Layout[] = [
  {
    name: 'a directory for each lesson',
    configuration: `
    files: content/{pillar}/{course}/{slug}/index.md
    translations: content/{pillar}/{course}/{slug}/index.{language}.md`,
    path: (course, slug) => `content/p/${course}/${slug}/index.md`,
    translation: (course, slug) => `content/p/${course}/${slug}/index.es.md`,
    directory: (course) => [`content/p/${course}`, 'content/p/elsewhere'],
    address: null,
  },
  {
    name: 'nested pages with addresses, translations in directories of their own',
    configuration: `
    files: docs/{slug...}.md
    translations: i18n/{language}/{slug...}.md
    url: /pages/{slug...}/`,
    path: (course, slug) => `docs/${course}/${slug}.md`,
    translation: (course, slug) => `i18n/es/${course}/${slug}.md`,
    directory: (course) => [`docs/${course}`, 'docs/else/where'],
    address: (course, slug) => `/pages/${course}/${slug}/`,
  },
  {
    name: 'sections that are lessons themselves',
    configuration: `
    files: "{slug...}/index.md"
    translations: "{slug...}/index.{language}.md"`,
    path: (course, slug) => (slug === 'a' ? `${course}/index.md` : `${course}/${slug}/index.md`),
    translation: (course, slug) =>
      slug === 'a' ? `${course}/index.es.md` : `${course}/${slug}/index.es.md`,
    directory: (course) => [course, 'elsewhere/deeper'],
    address: null,
  },
]

/** A link in a text: what it names, how, and in which syntax. */
type Link = {
  readonly to: number
  readonly names:
    | 'lesson'
    | 'translation'
    | 'picture'
    | 'sheet'
    | 'nothing'
    | 'outside'
    | 'address'
    | 'itself'
  readonly form: 'file' | 'directory' | 'slash' | 'stem' | 'dotted'
  readonly start: 'file' | 'page' | 'top'
  readonly encoding: 'as little as possible' | 'all of it'
  readonly suffix: string
  readonly syntax: (typeof syntaxes)[number]
}

type Text = {
  readonly links: readonly Link[]
  readonly asks: readonly number[]
  readonly lineEnd: string
}
type Lesson = {
  readonly course: string
  readonly slug: string
  readonly text: Text
  readonly translated: Text | null
}

/** An academy as files, and what is to be moved in it. */
export type Generated = {
  readonly layout: Layout
  readonly files: ReadonlyMap<string, string>
  readonly from: string
  readonly to: string
}

const syntaxes = [
  (url: string) => `[words](${url})`,
  (url: string) => `- [*words*](${url} "a title (1)")`,
  (url: string) => `> [words][ref]\n>\n> [ref]: ${url === '' ? '<>' : url} 'title'`,
  (url: string) => `![alt](<${url}>){width="40%"}`,
  (url: string) => `| a | b |\n|---|---|\n| [w](${url}) | \`[w](${url})\` |`,
  (url: string) => `[![inner](${url})](${url})`,
  (url: string) => `::: tip\n[words](${url})\n:::`,
] as const

const courses = ['one', 'two & three', 'vier']
const slugs = ['a', 'b c', 'caña', 'd(1)', 'e#f', 'g%20h', '_i*j']

const link: fc.Arbitrary<Link> = fc.record({
  to: fc.nat(),
  names: fc.constantFrom(
    ...([
      'lesson',
      'translation',
      'picture',
      'sheet',
      'nothing',
      'outside',
      'address',
      'itself',
    ] as const),
  ),
  form: fc.constantFrom(...(['file', 'directory', 'slash', 'stem', 'dotted'] as const)),
  start: fc.constantFrom(...(['file', 'file', 'page', 'top'] as const)),
  encoding: fc.constantFrom(...(['as little as possible', 'all of it'] as const)),
  suffix: fc.constantFrom('', '#here', '?x=1&amp;y=2#here', '#caf%C3%A9', '#none'),
  syntax: fc.constantFrom(...syntaxes),
})

const text: fc.Arbitrary<Text> = fc.record({
  links: fc.array(link, { maxLength: 4 }),
  asks: fc.array(fc.nat(), { maxLength: 2 }),
  lineEnd: fc.constantFrom('\n', '\n', '\r\n'),
})

const lessons: fc.Arbitrary<readonly Lesson[]> = fc.uniqueArray(
  fc.record({
    course: fc.constantFrom(...courses),
    slug: fc.constantFrom(...slugs),
    text,
    translated: fc.option(text),
  }),
  { minLength: 2, maxLength: 7, selector: ({ course, slug }) => `${course}/${slug}` },
)

/** Any academy in one of the layouts, with a move of one of its lessons or directories to a place that is free. */
export const generated: fc.Arbitrary<Generated> = fc
  .record({
    layout: fc.constantFrom(...layouts),
    lessons,
    chosen: fc.nat(),
    what: fc.constantFrom(...(['lesson', 'lesson', 'directory'] as const)),
    course: fc.constantFrom(...courses, 'new'),
  })
  .map(({ layout, lessons: all, chosen, what, course }) => {
    const lesson = at(all, chosen)
    const move =
      what === 'directory'
        ? layout.directory(lesson.course)
        : [layout.path(lesson.course, lesson.slug), layout.path(course, 'moved here')]
    const [from = '', to = ''] = move
    return {
      layout,
      files: filesOf(layout, all),
      from: what === 'directory' ? `${from}/` : from,
      to,
    }
  })

const at = (all: readonly Lesson[], index: number): Lesson => {
  const found = all[index % all.length]
  if (found === undefined) throw new Error('Expected a lesson')
  return found
}

const filesOf = (layout: Layout, all: readonly Lesson[]): ReadonlyMap<string, string> => {
  const files = new Map<string, string>()
  for (const { course, slug, text: own, translated } of all) {
    const path = layout.path(course, slug)
    files.set(path, written(layout, all, path, own, `${course}/${slug}`))
    if (translated === null) continue
    const other = layout.translation(course, slug)
    files.set(other, written(layout, all, other, translated, 'traducción'))
  }
  for (const { course, slug } of all) {
    files.set(pictureOf(layout, course, slug), `picture of ${course}/${slug}`)
    files.set(sheetOf(layout, course, slug), `sheet of ${course}/${slug}`)
  }
  return files
}

const pictureOf = (layout: Layout, course: string, slug: string): string =>
  posix.join(posix.dirname(layout.path(course, slug)), `fig/${slug}.png`)

const sheetOf = (layout: Layout, course: string, slug: string): string =>
  posix.join(posix.dirname(layout.path(course, slug)), `${slug} sheet.csv`)

const written = (
  layout: Layout,
  all: readonly Lesson[],
  path: string,
  { links, asks, lineEnd }: Text,
  title: string,
): string => {
  const wanted = asks
    .map((index) => at(all, index))
    .map(({ course, slug }) => slugIn(layout, course, slug))
  const lines = [
    '---',
    `title: ${JSON.stringify(title)} # kept`,
    `requires: ${JSON.stringify(wanted)}`,
    '---',
    '# Here',
    '',
    '## Café',
    ...links.flatMap((one) => {
      const url = urlOf(layout, all, path, one)
      return [
        '',
        ...one.syntax(url).split('\n'),
        '',
        '```md',
        `[words](${url})`,
        '```',
        `    [w](${url})`,
      ]
    }),
    '',
  ]
  return lines.join(lineEnd)
}

const slugIn = (layout: Layout, course: string, slug: string): string => {
  if (layout.address !== null) return `${course}/${slug}`
  if (layout.path('x', 'a') === 'x/index.md') return slug === 'a' ? course : `${course}/${slug}`
  return `p/${course}/${slug}`
}

const urlOf = (layout: Layout, all: readonly Lesson[], from: string, one: Link): string => {
  const { course, slug } = at(all, one.to)
  const path = layout.path(course, slug)
  const spelled = (target: string): string => spell(pathTo(from, target, one), one)
  switch (one.names) {
    case 'lesson':
      return spelled(path) + one.suffix
    case 'translation':
      return spelled(layout.translation(course, slug)) + one.suffix
    case 'picture':
      return spelled(pictureOf(layout, course, slug))
    case 'sheet':
      return spelled(sheetOf(layout, course, slug))
    case 'nothing':
      return spelled(posix.join(posix.dirname(path), 'none.md')) + one.suffix
    case 'outside':
      return `${'../'.repeat(from.split('/').length)}beside/${one.suffix}`
    case 'address':
      return layout.address === null
        ? 'https://example.org/'
        : spellAddress(layout.address(course, slug)) + one.suffix
    case 'itself':
      return one.suffix
  }
}

/** The path by which a link names a file, from where it counts. */
const pathTo = (from: string, target: string, { start, names }: Link): string => {
  const isLesson = names === 'lesson' || names === 'translation'
  if (start === 'top' && isLesson) return `/${target}`
  const page = posix.basename(from).startsWith('index.') ? posix.dirname(from) : from.slice(0, -3)
  return posix.relative(start === 'page' && isLesson ? page : posix.dirname(from), target)
}

const spellAddress = (address: string): string =>
  encodeURI(address).replaceAll('#', '%23').replaceAll('(', '%28').replaceAll(')', '%29')

const spell = (relative: string, { form, encoding }: Link): string => {
  const shaped =
    form === 'directory' || form === 'slash'
      ? relative.replace(/(^|\/)index\.md$/, form === 'slash' ? '$1' : '') || './'
      : form === 'stem'
        ? relative.replace(/(?<!index)\.md$/, '')
        : relative
  const path = encoding === 'all of it' ? encodeURI(shaped) : shaped.replaceAll(/[%\s]/g, encodeURI)
  const safe = path
    .replaceAll('#', '%23')
    .replaceAll('(', '%28')
    .replaceAll(')', '%29')
    .replaceAll('&', '&amp;')
  return form === 'dotted' && !/^[./]/.test(safe) ? `./${safe}` : safe
}
