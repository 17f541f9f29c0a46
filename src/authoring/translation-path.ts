import { classifier, type FileRole } from '../classify.ts'
import { type Collection, type Config, canonicalLanguage } from '../config.ts'
import { ContentError } from '../errors.ts'
import { checkPath, partsOfSlug } from './new-path.ts'

/** An item that is to be translated. */
export type TranslationSource = { readonly collection: Collection; readonly path: string }

/** The item of a slug or path among the files there are. Throws `USAGE` where there is none, or are several. */
export const itemToTranslate = (
  config: Config,
  paths: readonly string[],
  named: string,
): TranslationSource => {
  const classify = classifier(config)
  const there = new Set(paths)
  const candidates = [
    named,
    ...config.collections.flatMap((collection) => pathsOf(config, collection, named)),
  ]
  const found = [...new Set(candidates)].flatMap((path): readonly TranslationSource[] => {
    const role: FileRole = classify(path)
    return role.kind === 'item' && there.has(path) ? [{ collection: role.collection, path }] : []
  })
  if (found.length === 1 && found[0] !== undefined) return found[0]
  const message =
    found.length === 0
      ? `Cannot find an item with the slug or path \`${named}\`.`
      : `Several items have the slug \`${named}\`.`
  throw new ContentError('USAGE', message, {
    hint:
      found.length === 0
        ? 'A slug is the whole path, for example `hunt-strategy/stand-hunting/wind-and-thermals`.'
        : `Name one by its path: ${found.map(({ path }) => `\`${path}\``).join(', ')}.`,
  })
}

const pathsOf = (config: Config, collection: Collection, slug: string): readonly string[] => {
  const parts = partsOfSlug(collection, slug)
  return parts === null
    ? []
    : [collection.files.format({ language: config.source.language, ...parts })]
}

/**
 * Where the translation of an item into a language lies; the language is spelt as in other translations of the
 * collection. Throws `USAGE` where the configuration has no such language or the collection no translations.
 */
export const translationPath = (
  config: Config,
  paths: readonly string[],
  { collection, path }: TranslationSource,
  typed: string,
): string => {
  const { translations, files, name } = collection
  const { language: own, languages } = config.source
  const language = canonicalLanguage(typed)
  if (language === own || !languages.includes(language)) {
    const others = languages.filter((each) => each !== own).map((each) => `\`${each}\``)
    throw new ContentError(
      'USAGE',
      `Expected another language of the configuration, got \`${typed}\`.`,
      {
        hint:
          others.length > 0
            ? `\`source.languages\` lists ${others.join(', ')}.`
            : `Add it to \`source.languages\` in \`hma-content.yaml\`, which lists no other than \`${own}\`.`,
      },
    )
  }
  if (translations === null) {
    throw new ContentError('USAGE', `The collection \`${name}\` has no translations.`, {
      hint: 'Give it a pattern `translations` in the configuration.',
    })
  }
  const spellings = paths.map((other) => translations.match(other)?.language ?? '')
  const spelling = spellings.find((each) => canonicalLanguage(each) === language) ?? typed
  return checkPath(translations.format({ ...files.match(path), language: spelling }))
}
