import { classifier, type Paths } from '../classify.ts'
import { type Collection, canonicalLanguage, ownFields } from '../config.ts'
import { parsePattern } from '../source/pattern.ts'
import type { Layout } from './guess-layout.ts'

/** What one group of a layout finds: paths of items, and of translations by the code of their language. */
export type Found = {
  readonly items: readonly string[]
  readonly translated: ReadonlyMap<string, readonly string[]>
}

/** What a layout finds among paths, group by group. */
export const findFiles = (layout: Layout, paths: readonly string[]): readonly Found[] => {
  const config = pathsOf(layout)
  const classify = classifier(config)
  const found = new Map(
    config.collections.map((collection) => [
      collection,
      { items: [] as string[], translated: new Map<string, string[]>() },
    ]),
  )
  for (const path of paths) {
    const role = classify(path)
    if (role.kind === 'item') found.get(role.collection)?.items.push(path)
    if (role.kind !== 'translation') continue
    const translated = found.get(role.collection)?.translated
    const paths = translated?.get(role.language)
    if (paths === undefined) translated?.set(role.language, [path])
    else paths.push(path)
  }
  return [...found.values()]
}

/** A layout as what a configuration says of paths. */
export const pathsOf = ({ language, languages, groups }: Layout): Paths => ({
  source: {
    language: canonicalLanguage(language),
    languages: languages.map(canonicalLanguage),
  },
  authors: 'content/authors.yaml',
  collections: groups.map(
    ({ files, translations }, index): Collection => ({
      name: String(index),
      type: 'lesson',
      files: parsePattern(files),
      translations: translations === null ? null : parsePattern(translations),
      schema: null,
      fields: ownFields,
      url: null,
      rules: {},
    }),
  ),
})
