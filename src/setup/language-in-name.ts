import type { ContentPath } from './content-path.ts'
import { isEnglish, isLanguageCode } from './language-code.ts'

/** How file names tell the language: `index.es.md` beside `index.md`, or beside `index.en.md`. */
export type LanguagesInNames = {
  readonly codes: readonly string[]
  /** The code that sources have in their names; null where they have none. */
  readonly sourceCode: string | null
}

/** The name without its language, and the language; null where a name ends in no language code. */
export const splitName = (
  base: string,
): { readonly name: string; readonly code: string } | null => {
  const end = base.lastIndexOf('.')
  const code = base.slice(end + 1)
  return end > 0 && isLanguageCode(code) ? { name: base.slice(0, end), code } : null
}

/** Finds languages at the ends of file names: of those, the ones with a source beside at least half of their files. */
export const findLanguagesInNames = (files: readonly ContentPath[]): LanguagesInNames | null => {
  const plain = new Set(files.map(({ path }) => path))
  const named = new Map<string, Set<string>>()
  for (const { path, base, extension } of files) {
    const split = splitName(base)
    if (split === null) continue
    const source = `${path.slice(0, path.length - base.length - extension.length)}${split.name}${extension}`
    named.set(split.code, (named.get(split.code) ?? new Set()).add(source))
  }
  const beside = codesBeside(named, plain)
  if (beside.length > 0) return { codes: beside, sourceCode: null }
  const [source] = [...named].toSorted(
    ([a, ours], [b, theirs]) =>
      theirs.size - ours.size || Number(isEnglish(b)) - Number(isEnglish(a)) || (a < b ? -1 : 1),
  )
  if (source === undefined) return null
  const [sourceCode, sources] = source
  const codes = codesBeside(named, sources).filter((code) => code !== sourceCode)
  return codes.length === 0 ? null : { codes, sourceCode }
}

const codesBeside = (
  named: ReadonlyMap<string, ReadonlySet<string>>,
  sources: ReadonlySet<string>,
): readonly string[] =>
  [...named]
    .filter(([, files]) => [...files].filter((file) => sources.has(file)).length * 2 >= files.size)
    .map(([code]) => code)
    .toSorted()
