// What both PostgreSQL 15 and the embedded PostgreSQL 18 ship (`select cfgname from pg_ts_config`), by language
// subtag. `estonian` is new in 18. `tamil` is left out: it reduces கற்றல் (learning) to its first letter.
const configurations: ReadonlyMap<string, string> = new Map([
  ['ar', 'arabic'],
  ['ca', 'catalan'],
  ['da', 'danish'],
  ['de', 'german'],
  ['el', 'greek'],
  ['en', 'english'],
  ['es', 'spanish'],
  ['eu', 'basque'],
  ['fi', 'finnish'],
  ['fr', 'french'],
  ['ga', 'irish'],
  ['hi', 'hindi'],
  ['hu', 'hungarian'],
  ['hy', 'armenian'],
  ['id', 'indonesian'],
  ['it', 'italian'],
  ['lt', 'lithuanian'],
  ['nb', 'norwegian'],
  ['ne', 'nepali'],
  ['nl', 'dutch'],
  ['nn', 'norwegian'],
  ['no', 'norwegian'],
  ['pt', 'portuguese'],
  ['ro', 'romanian'],
  ['ru', 'russian'],
  ['sr', 'serbian'],
  ['sv', 'swedish'],
  ['tr', 'turkish'],
  ['yi', 'yiddish'],
])

/** The PostgreSQL text-search configuration for a BCP 47 language; `simple` where there is none. */
export const searchConfiguration = (language: string): string =>
  configurations.get(language.split('-')[0]?.toLowerCase() ?? '') ?? 'simple'

/**
 * Text as PostgreSQL is to index it, or to be asked for it: for languages under `simple`, which may be written
 * without spaces, the lower-cased words joined by spaces; else the text itself. Never with a NUL or half a surrogate pair,
 * which PostgreSQL refuses.
 */
export const searchText = (text: string, language: string): string => {
  const storable = text.toWellFormed().replaceAll('\0', ' ')
  return searchConfiguration(language) === 'simple'
    ? wordsOf(storable, language).join(' ')
    : storable
}

/** The lower-cased words of a text in its language, in order. */
export const wordsOf = (text: string, language: string): readonly string[] =>
  Array.from(new Intl.Segmenter(language, { granularity: 'word' }).segment(text.toLowerCase()))
    .filter((segment) => segment.isWordLike === true)
    .map((segment) => segment.segment)
