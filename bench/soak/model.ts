/** The newest version of a text that was fit to publish. */
export type FitText = { readonly title: string; readonly commit: string }

/** A file of a lesson in one language, as the script last wrote it. */
export type ModelFile = {
  readonly path: string
  readonly content: string
  readonly revision: number
  readonly broken: boolean
  /** Null while no version of it was ever fit. */
  readonly fit: FitText | null
}

/** A lesson as the script knows it, from its own edits alone. */
export type ModelLesson = {
  readonly key: number
  readonly slug: string
  /** In its front matter; null where its identity comes from its slug. */
  readonly id: string | null
  readonly present: boolean
  readonly draft: boolean
  readonly moves: number
  readonly source: ModelFile
  readonly translations: ReadonlyMap<string, ModelFile>
}

/** Every lesson that ever was, by its number. */
export type Model = ReadonlyMap<number, ModelLesson>

/** One text that readers see. */
export type LiveText = {
  readonly key: number
  readonly language: string
  readonly slug: string
  readonly title: string
  readonly commit: string
}

/** What has to be live, by the rules as the README states them. */
export const liveTexts = (model: Model): readonly LiveText[] =>
  [...model.values()].flatMap((lesson) => {
    const { key, slug, present, draft, source, translations } = lesson
    if (!present || draft || source.fit === null) return []
    const texts: LiveText[] = [{ key, language: 'en', slug, ...source.fit }]
    for (const [language, { fit }] of translations) {
      if (fit !== null) texts.push({ key, language, slug, ...fit })
    }
    return texts
  })

/** A line that is the same for the same live text, whoever tells of it. */
export const liveLine = ({ language, slug, title, commit }: Omit<LiveText, 'key'>): string =>
  `${language} ${slug} "${title}" ${commit.slice(0, 12)}`
