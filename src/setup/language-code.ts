const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })

/** Whether a text is a BCP 47 code of a real language, in any spelling: `es`, `pt-br`, but not `fig`. */
export const isLanguageCode = (text: string): boolean => {
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.test(text)) return false
  try {
    const [language = ''] = text.split('-')
    return names.of(language) !== undefined && names.of(text) !== undefined
  } catch {
    return false
  }
}

const letters = [...'abcdefghijklmnopqrstuvwxyz']

const codesByName: ReadonlyMap<string, string> = new Map(
  letters.flatMap((first) =>
    letters.flatMap((second) => {
      const name = names.of(first + second)
      return name === undefined ? [] : [[name.toLowerCase(), first + second] as const]
    }),
  ),
)

/** The code of a language that is written out in English, as `spanish` is; null for any other word. */
export const codeOfLanguageName = (text: string): string | null =>
  codesByName.get(text.toLowerCase()) ?? null

/** Whether a code is one of English. */
export const isEnglish = (code: string): boolean => /^en(?:-|$)/i.test(code)
