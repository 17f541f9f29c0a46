import { type Config, canonicalLanguage } from '../config.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { quoted } from '../lesson/finding.ts'
import { isMediaPath } from '../source/media-path.ts'

/**
 * Makes the function that tells of a file which is no content whether it was meant as a translation: it lies beside
 * its source, named like it, but for a language that is not configured. Directories of other languages are none of
 * ours: an academy may take only some of a repository's.
 */
export const unreadLanguages = (
  { collections, source }: Pick<Config, 'collections' | 'source'>,
  tree: { readonly has: (path: string) => boolean },
): ((path: string) => readonly Diagnostic[]) => {
  const beside = collections.flatMap(({ files, translations }) => {
    const name = translations?.text.slice(translations.text.lastIndexOf('/') + 1) ?? ''
    const isInName = name.includes('{language}') && name !== '{language}'
    return translations !== null && isInName ? [{ files, translations }] : []
  })
  return (path) => {
    if (isMediaPath(path)) return []
    for (const { files, translations } of beside) {
      const parts = translations.match(path)
      const language = canonicalLanguage(parts?.language ?? '')
      if (parts === null || language === source.language || !tree.has(files.format(parts))) continue
      return [unreadLanguage(path, parts.language ?? '', source.languages)]
    }
    return []
  }
}

const unreadLanguage = (
  path: string,
  language: string,
  languages: readonly string[],
): Diagnostic => ({
  path,
  line: 1,
  column: 1,
  severity: 'error',
  rule: 'TRANSLATION_LANGUAGE',
  message: `Expected one of the languages ${languages.map(quoted).join(', ')}, got ${quoted(language)}: the file is not read.`,
  hint: 'Rename the file, or add the language to `source.languages`.',
})
