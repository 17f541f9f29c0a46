import { posix } from 'node:path'
import type { FileRole } from './classify.ts'
import { type Config, canonicalLanguage } from './config.ts'
import type { Pattern } from './source/pattern.ts'
import { relativeUrl, urlPath } from './source/relative-url.ts'
import { resolvePath } from './source/resolve-path.ts'

/** What tells how files of a repository may be named. */
export type NamingSources = {
  readonly config: Pick<Config, 'collections' | 'source'>
  readonly classify: (path: string) => FileRole
}

/**
 * From where a URL names a file: from the file that it stands in, from that file's page (sites show `tr/nodes.md` as
 * `/tr/nodes/`), from the top of the repository, from where a collection without address pattern has its files (sites
 * show `content/wind.md` or `en/wind.md` as `/wind/`), or by the address pattern of the file's collection.
 */
type Start = 'file' | 'page' | 'top' | 'collection' | 'address'

/** What the path of a file has behind what a URL says of it. */
type Ending = '' | '/index.md' | '.md'

/** A file that a URL may mean, and how it names it. */
export type NamedFile = {
  readonly path: string
  readonly anchor: string
  readonly start: Start
  readonly ending: Ending
}

const endings = ['', '/index.md', '.md'] as const

/** The files that a path in a link may mean, the likeliest first. */
export const filesMeant = (linked: string): readonly string[] => {
  const path = linked.replace(/\/$/, '')
  return endings.map((ending) => path + ending)
}

/**
 * The files that a URL in the file at `from` may mean, the likeliest first; none for one that leads elsewhere. A path that
 * begins with `/` counts from the top of the repository, as GitHub has it, unless a collection has such addresses.
 */
export function* namedFiles(
  sources: NamingSources,
  from: string,
  url: string,
): Generator<NamedFile, void> {
  if (url.startsWith('/')) {
    const target = url.startsWith('//') ? null : resolvePath('', `.${url}`)
    if (target === null) return
    for (const path of addressed(sources, target.path.replace(/\/$/, ''))) {
      yield { path, anchor: target.anchor, start: 'address', ending: '' }
    }
    yield* withEndings(target, 'top')
    for (const prefix of prefixesOf(sources)) {
      yield* withEndings({ ...target, path: prefix + target.path }, 'collection')
    }
    return
  }
  const target = resolvePath(from, url)
  if (target !== null) yield* withEndings(target, 'file')
  // The page has no file of its own beside it, so that a URL with an ending is none from there.
  const page = /^[^?#]*\.\w+\/?(?:[?#]|$)|^(?:[?#]|$)/.test(url) ? null : pageOf(from)
  const fromPage = page === null ? null : resolvePath(page, url)
  if (fromPage !== null) yield* withEndings(fromPage, 'page')
}

function* withEndings(
  { path, anchor }: { readonly path: string; readonly anchor: string },
  start: Start,
): Generator<NamedFile, void> {
  const named = path.replace(/\/$/, '')
  for (const ending of endings) yield { path: named + ending, anchor, start, ending }
}

/** The directories of the collections whose addresses no pattern gives. */
const prefixesOf = ({ config }: NamingSources): ReadonlySet<string> =>
  new Set(
    config.collections.flatMap(({ url, files }) =>
      url === null && files.prefix !== '' ? [files.prefix] : [],
    ),
  )

/** A path in the directory that a file is shown as; null for one that is shown as the directory it lies in. */
const pageOf = (from: string): string | null => {
  const { dir, name } = posix.parse(from)
  return /^(?:_?index|readme)(?:\.|$)/i.test(name) ? null : posix.join(dir, name, 'page')
}

/** The files with an address, by the patterns of their collections; in it or before it may stand a language. */
function* addressed({ config }: NamingSources, address: string): Generator<string, void> {
  const slash = Math.max(address.indexOf('/'), 0)
  const language = otherLanguage(config, address.slice(0, slash))
  for (const { url, files, translations } of config.collections) {
    const own = url?.match(address)
    const isOther = otherLanguage(config, own?.language ?? '') !== null
    if (own) yield* filled(isOther ? translations : files, own)
    const parts = language === null ? null : url?.match(address.slice(slash + 1))
    if (parts) yield* filled(translations, { ...parts, language: language ?? '' })
  }
}

/** A language that is not the source's, as it is written; null for anything else. */
const otherLanguage = ({ source }: NamingSources['config'], written: string): string | null => {
  const language = canonicalLanguage(written)
  return source.languages.includes(language) && language !== source.language ? written : null
}

/** The path with these parts; none where they are not enough, or cannot stand there. */
const filled = (
  pattern: Pattern | null,
  parts: Readonly<Record<string, string>>,
): readonly string[] => {
  const fits = pattern?.names.every((name) => {
    const value = parts[name]
    return value?.includes('/') === true ? pattern.text.includes(`{${name}...}`) : value
  })
  return pattern && fits ? [pattern.format(parts)] : []
}

/**
 * The path of a URL that names another file in the way in which an old URL did, in a file at `from`; `written` is the old
 * URL's path. Null where the other file cannot be named so.
 */
export const urlNaming = (
  sources: NamingSources,
  { start, ending }: Pick<NamedFile, 'start' | 'ending'>,
  {
    from,
    path,
    written,
  }: { readonly from: string; readonly path: string; readonly written: string },
): string | null => {
  const slash = written.endsWith('/') ? '/' : ''
  if (start === 'address') {
    const address = addressOf(sources, path)
    return address === null ? null : `/${urlPath(address, written)}${slash}`
  }
  const kept = ending === '' ? '' : endings.find((each) => each !== '' && path.endsWith(each))
  if (kept === undefined) return null
  const named = path.slice(0, path.length - kept.length)
  if (start === 'collection') {
    const prefix = [...prefixesOf(sources)].find((each) => named.startsWith(each))
    return prefix === undefined ? null : `/${urlPath(named.slice(prefix.length), written)}${slash}`
  }
  if (start === 'top') return `/${urlPath(named, written)}${slash}`
  const base = start === 'page' ? (pageOf(from) ?? from) : from
  return relativeUrl(base, named, written).replace(/\/?$/, slash)
}

const addressOf = ({ config, classify }: NamingSources, path: string): string | null => {
  const role = classify(path)
  if (role.kind !== 'item' && role.kind !== 'translation') return null
  const { url, files, translations } = role.collection
  const isTranslation = role.kind === 'translation'
  const own = (isTranslation ? translations : files)?.match(path)
  const parts = { language: config.source.language, ...own }
  if (url?.names.every((name) => name in parts) !== true) return null
  const prefix = isTranslation && !url.names.includes('language') ? `${parts.language}/` : ''
  return prefix + url.format(parts)
}
