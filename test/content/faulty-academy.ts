import { createHash } from 'node:crypto'
import { uuidOf } from '../../src/identifier.ts'

/** The configuration of an academy in which each rule is broken: lessons with a schema, notes without. */
export const configuration = `version: 1
source: { languages: [en, es] }
translations: { terms: { thermals: { es: [térmica] } } }
collections:
  - type: lesson
    files: content/{pillar}/{course}/{slug}/index.md
    translations: content/{pillar}/{course}/{slug}/index.{language}.md
    schema: lesson.schema.json
  - type: article
    files: notes/{slug...}.md
    fields: { id: uuid, publish_at: date }
`

/** Files by their paths. A `▶` stands before each place that a finding is to name; `⟨…⟩` is as in docs/rules.md. */
export type MarkedFiles = Readonly<Record<string, string>>

type Keys = Readonly<Record<string, string>>

const course = 'content/air/wind'

/** Lines of front matter without fault but for the given keys, which may be marked. */
const front = (slug: string, changes: Keys): string => {
  const sound = {
    id: uuidOf('lesson', slug),
    title: 'Wind',
    description: 'How air moves.',
    author: 'ruth-okafor',
    difficulty: 'beginner',
    duration: '1',
  }
  const changed = new Set(Object.keys(changes).map((key) => key.replace('▶', '')))
  const kept = Object.entries(sound).filter(([key]) => !changed.has(key))
  return [...kept, ...Object.entries(changes)].map(([key, value]) => `${key}: ${value}\n`).join('')
}

/** A lesson that nothing is wrong with but what the given keys or the given text says. */
const lesson = (slug: string, changes: Keys, text = 'Watch the grass.'): MarkedFiles => ({
  [`${course}/${slug}/index.md`]: `---\n${front(slug, changes)}---\n\n# Wind\n\n${text}\n`,
})

/** A file at the place of a lesson that says nothing but this. */
const bare = (slug: string, text: string): MarkedFiles => ({ [`${course}/${slug}/index.md`]: text })

/** The same files with a mark before all else, where a finding stands that is about the file as a whole. */
const atTop = (files: MarkedFiles): MarkedFiles =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, `▶${text}`]))

/** A note under a name that is the mistake, which is told at the file's beginning. */
const misnamed = (name: string): MarkedFiles =>
  atTop({ [`notes/${name}.md`]: '---\ntitle: Wind\n---\n' })

const drawing = (inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg">${inside}</svg>`

/** The list of authors, which has the author of `front`. */
const people: MarkedFiles = {
  'content/authors.yaml':
    'authors:\n  - id: 8c5eb83b-1f64-4f49-9a5d-c574a8327fa9\n    key: ruth-okafor\n    name: Ruth Okafor\n    emails: [ruth@example.org]\n',
}

/** A lesson and a translation of it as it is, under the given text. */
const translated = (slug: string, text: string, translation: string): MarkedFiles => {
  const source = lesson(slug, {}, text)
  const bytes = Buffer.from(source[`${course}/${slug}/index.md`] ?? '')
  const blob = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
  return {
    ...source,
    [`${course}/${slug}/index.es.md`]: `▶---\nsource_blob: ${blob}\n---\n\n# Viento\n\n${translation}\n`,
  }
}

/** What breaks each rule once, or in each way that it tells apart. */
export const faults: Readonly<Record<string, MarkedFiles>> = {
  DURATION_FAR: lesson('duration-far', { '▶duration': '600' }),
  FM_ALIAS: lesson('fm-alias', { title: '▶*wind' }),
  FM_DATE: { 'notes/fm-date.md': '---\n▶date: 2027-02-30\n---\n' },
  FM_DEPTH: lesson('fm-depth', { tags: '⟨[ × 16⟩▶wind⟨] × 16⟩' }),
  FM_DUPLICATE: lesson('fm-duplicate', { title: 'Wind\n▶title: Thermals' }),
  FM_ENCODING: lesson('fm-encoding', {}, 'Watch▶⟨U+000D⟩the grass.'),
  FM_KEY: lesson('fm-key', { '▶constructor': 'Ruth' }),
  FM_LANG: bare('fm-lang', '▶---js\n{ title: "Wind" }\n---\n'),
  FM_MISSING: bare('fm-missing', '▶# Wind\n'),
  FM_NOT_MAP: bare('fm-not-map', '---\n▶- Wind\n---\n'),
  FM_SIZE: bare('fm-size', '---▶\ndescription: ⟨wind × 20000⟩\n---\n'),
  FM_TAG: lesson('fm-tag', { title: '▶!important wind' }),
  FM_TYPE: { 'notes/fm-type.md': '---\n▶title: [Wind, Thermals]\n---\n' },
  FM_UNCLOSED: bare('fm-unclosed', '▶---\ntitle: Wind\n\n# Wind\n'),
  FM_UNKNOWN: lesson('fm-unknown', { '▶dificulty': 'beginner' }),
  FM_YAML: lesson('fm-yaml', { title: 'Wind▶: the basics' }),
  SCHEMA: lesson('schema', { '▶difficulty': 'easy' }),
  ID_CHARSET: { 'notes/id-charset.md': '---\n▶slug: wind/thermals\n---\n' },
  ID_DUPLICATE: {
    ...lesson('id-duplicate-a', { id: '6c84fb90-12c4-41e1-840d-725be3f6a2b1' }),
    ...lesson('id-duplicate-b', { '▶id': '6c84fb90-12c4-41e1-840d-725be3f6a2b1' }),
  },
  ID_FORMAT: { 'notes/id-format.md': '---\n▶uuid: wind-1\n---\n' },
  ID_LENGTH: { 'notes/id-length.md': '---\n▶slug: ⟨wind × 60⟩\n---\n' },
  ID_MISSING: atTop(
    bare('id-missing', `---\n${front('id-missing', {}).replace(/^id: .*\n/, '')}---\n`),
  ),
  SLUG_DUPLICATE: {
    ...lesson('slug-duplicate-a', { slug: 'slug-duplicate' }),
    ...lesson('slug-duplicate-b', { '▶slug': 'slug-duplicate' }),
  },
  CONFLICT_MARKER: lesson(
    'conflict-marker',
    { title: 'Wind\n▶<<<<<<< HEAD\norder: 1\n=======\norder: 2\n>>>>>>> gusts' },
    '▶<<<<<<< HEAD\nWatch the grass.\n=======\nWatch the leaves.\n>>>>>>> gusts',
  ),
  MD_COMPLEXITY: lesson('md-complexity', {}, '▶⟨> × 40⟩ wind'),
  MD_SIZE: lesson('md-size', {}, '▶⟨wind × 6000⟩'),
  TEXT_BIDI: {
    ...lesson('text-bidi-title', { '▶title': 'Wind ⟨U+202E⟩sdnoces' }),
    ...lesson('text-bidi', {}, 'Watch ▶⟨U+202E⟩ssarg eht.'),
  },
  TEXT_ENCODING: lesson('text-encoding', {}, 'Caf▶⟨byte E9⟩'),
  TEXT_NUL: lesson('text-nul', {}, 'Watch▶⟨U+0000⟩ the grass.'),
  TEXT_SIZE: bare('text-size', '▶⟨wind × 270000⟩'),
  TEXT_SURROGATE: lesson('text-surrogate', { title: '"▶Wind \\ud83c"' }),
  DIV_DIRECTIVE: lesson('div-directive', {}, '▶:::image source="wind.png":::'),
  DIV_STRAY: lesson('div-stray', {}, 'Watch the grass.\n\n▶:::'),
  DIV_UNCLOSED: lesson('div-unclosed', {}, '▶::: challenge\nWatch the grass.'),
  HEADING_ORDER: lesson('heading-order', {}, '▶### Gusts\n\n▶# Rain'),
  HTML_RAW: lesson('html-raw', {}, 'Watch ▶<b>the</b> grass.'),
  IMAGE_ALT: {
    ...lesson('image-alt', {}, '▶![](grass.svg)'),
    [`${course}/image-alt/grass.svg`]: '<svg xmlns="http://www.w3.org/2000/svg"/>',
  },
  QUIZ_ANSWER: lesson('quiz-answer', {}, '::: quiz\nWhere?\n\n▶- [ ] Up\n- [ ] Down\n\n:::'),
  QUIZ_CHOICES: {
    ...lesson('quiz-choices-all', {}, '::: quiz\nWhere?\n\n▶- [x] Up\n- [x] Down\n\n:::'),
    ...lesson('quiz-choices-marks', {}, '::: quiz\nWhere?\n\n▶- [] Up\n- [x] Down\n\n:::'),
    ...lesson('quiz-choices-none', {}, '▶::: quiz\nWhere?\n\n:::'),
  },
  LINK_ABSOLUTE: lesson('link-absolute', {}, '▶![Grass](/images/grass.png)'),
  LINK_ANCHOR: lesson('link-anchor', {}, 'See ▶[gusts](#gusts).'),
  LINK_DISGUISED: lesson('link-disguised', {}, 'See ▶[rain](%2e%2e/link-anchor/index.md).'),
  LINK_DRAFT: {
    ...lesson('link-draft', {}, 'See ▶[rain](../link-draft-target/index.md).'),
    ...lesson('link-draft-target', { status: 'draft' }),
  },
  LINK_MISSING: lesson('link-missing', {}, 'See ▶[rain](../rain/index.md).'),
  LINK_OUTSIDE: lesson(
    'link-outside',
    {},
    'See ▶[rain](../../../../../rain.md), ▶[snow](../../../../../../snow.md).',
  ),
  LINK_PROTOCOL_RELATIVE: lesson(
    'link-protocol-relative',
    {},
    'See ▶[weather](//weather.example).',
  ),
  LINK_SCHEME: lesson('link-scheme', {}, 'See ▶[weather](xref:weather).'),
  URL_SCHEME: lesson('url-scheme', {}, 'See ▶[weather](javascript:alert).'),
  AUTHOR_UNKNOWN: { ...people, ...lesson('author-unknown', { '▶author': 'rut-okafor' }) },
  REVIEWER_UNKNOWN: lesson('reviewer-unknown', { '▶reviewer': 'rut-okafor' }),
  PREREQUISITE_CYCLE: lesson('prerequisite-cycle', {
    '▶prerequisites': '[air/wind/prerequisite-cycle]',
  }),
  PREREQUISITE_MISSING: lesson('prerequisite-missing', { prerequisites: '[▶air/wind/rain]' }),
  REDIRECT_TARGET: { 'content/redirects.yaml': '# Gone\n▶air/wind/gone: air/wind/gone-too\n' },
  LFS_POINTER: {
    ...lesson('lfs-pointer', {}, '▶![Grass bends](grass.png)'),
    [`${course}/lfs-pointer/grass.png`]:
      'version https://git-lfs.github.com/spec/v1\noid sha256:⟨4D × 32⟩\nsize 12345\n',
  },
  LFS_SIZE: {
    ...lesson('lfs-size', {}, '▶[Film of the grass](grass.mp4)'),
    [`${course}/lfs-size/grass.mp4`]:
      'version https://git-lfs.github.com/spec/v1\noid sha256:⟨4d × 32⟩\nsize 5000000001\n',
  },
  MEDIA_BROKEN: {
    ...lesson('media-broken', {}, '▶![Grass bends](grass.png)'),
    [`${course}/media-broken/grass.png`]: '',
  },
  MEDIA_GPS: {
    ...lesson('media-gps', {}, '▶![Grass bends](grass.svg)'),
    [`${course}/media-gps/grass.svg`]: drawing(
      '<metadata><rdf:RDF><rdf:Description exif:GPSLatitude="51,30N"/></rdf:RDF></metadata>',
    ),
  },
  MEDIA_MISSING: lesson('media-missing', {}, '▶![Grass bends](grass.png)'),
  MEDIA_PIXELS: {
    ...lesson('media-pixels', {}, '▶![Grass bends](grass.svg)'),
    [`${course}/media-pixels/grass.svg`]: '<svg width="30000" height="30000"/>',
  },
  MEDIA_SIZE: {
    ...lesson('media-size', {}, '▶[Film of the grass](grass.mp4)'),
    [`${course}/media-size/grass.mp4`]: '⟨x × 67108865⟩',
  },
  MEDIA_SVG: {
    ...lesson('media-svg', {}, '▶![Grass bends](grass.svg)'),
    [`${course}/media-svg/grass.svg`]: drawing('<script>grow()</script>'),
  },
  MEDIA_TYPE: {
    ...lesson('media-type', {}, '▶![Grass bends](grass.png)'),
    [`${course}/media-type/grass.png`]: 'GIF89a',
  },
  MEDIA_UNUSED: {
    ...lesson('media-unused', {}),
    [`${course}/media-unused/grass.svg`]: '▶<svg xmlns="http://www.w3.org/2000/svg"/>',
  },
  FILE_EXECUTABLE: { 'notes/file-executable.md': '▶⟨a program⟩' },
  FILE_SMUGGLED: {
    '.gitattributes': '▶*.md filter=clean\n',
    '.gitmodules': '[submodule "air"]\n▶  path = -air\n',
    '.lfsconfig': '[lfs]\n▶  url = https://lfs.example\n',
    '.vscode/tasks.json': '▶{ "tasks": [{ "runOptions": { "runOn": "folderOpen" } }] }',
  },
  MODE_GITLINK: { 'notes/mode-gitlink.md': '▶⟨a repository⟩' },
  MODE_SYMLINK: { 'notes/mode-symlink.md': '▶⟨a link⟩' },
  PATH_BACKSLASH: misnamed('back\\slash'),
  PATH_COLLISION: { ...misnamed('Collision'), ...misnamed('collision') },
  PATH_COLON: misnamed('wind:basics'),
  PATH_CONTROL: misnamed('wind⟨U+200B⟩'),
  PATH_DASH: misnamed('-rf'),
  PATH_DEPTH: misnamed('⟨a/ × 11⟩wind'),
  PATH_DEVICE: misnamed('aux'),
  PATH_ENCODING: misnamed('caf⟨byte E9⟩'),
  PATH_GIT: misnamed('git~1/wind'),
  PATH_LENGTH: misnamed('⟨wind × 60⟩'),
  PATH_SCRIPT: misnamed('r⟨U+0430⟩in'),
  PATH_TRAILING: misnamed('wind./trailing'),
  TRANSLATION_LANGUAGE: {
    ...lesson('translation-language', {}),
    [`${course}/translation-language/index.pt.md`]: '▶---\ntitle: Vento\n---\n',
  },
  TRANSLATION_ORPHANED: {
    [`${course}/translation-orphaned/index.es.md`]: '▶---\ntitle: Viento\n---\n',
  },
  TRANSLATION_STRUCTURE: translated('translation-structure', '## Gusts', 'Ráfagas'),
  TRANSLATION_TERM: translated('translation-term', 'Thermals rise.', 'Las corrientes suben.'),
}

/** Rules that the files of one work tree cannot break, and why. */
export const elsewhere: Readonly<Record<string, string>> = {
  ID_CHANGED: 'takes two commits, of which the second changes the id',
  LFS_HASH: 'found by `publish`, which fetches the file',
  LFS_HREF: 'found by `publish`, which asks where the file is to be fetched',
  LFS_MISSING: 'found by `publish`, which fetches the file',
  LFS_REQUIRED: 'asked of files that Git has, which has none of these yet',
  LFS_SERVER: 'found by `publish`, which asks the server',
  LINK_MOVED: 'takes two commits, of which the second moves the lesson that is linked to',
  SLUG_HELD:
    'takes three commits, of which the second makes a file unreadable that gives its slug away',
  MODE_UNKNOWN: 'no file system has such a mode, only old commits',
  PATH_DOTS: 'no file system has such a name, only a tree made to attack',
}
