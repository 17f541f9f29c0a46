/** A pattern as in `.gitignore` and `.gitattributes`, of whole paths of files. */
export type Glob = readonly Segment[]

type Segment = readonly Letter[] | typeof anyDirectories
type Letter = typeof anyLetters | ((letter: string) => boolean)

const anyDirectories = Symbol('**')
const anyLetters = Symbol('*')

/** A pattern from its text; without a `/` but at its end it is of names in any directory. */
export const parseGlob = (text: string): Glob => {
  const parts = text.replace(/^\//, '').split('/')
  const isAnchored = text.startsWith('/') || parts.length > 1
  const segments = parts.map((part) => (part === '**' ? anyDirectories : lettersOf(part)))
  // What is below a directory: at least a name.
  const ends = segments.at(-1) === anyDirectories ? [[anyLetters] as const] : []
  return [...(isAnchored ? [] : [anyDirectories]), ...segments, ...ends] as Glob
}

/** Whether a path, relative to where the pattern stands, is one of those it means. */
export const matchesGlob = (glob: Glob, path: string): boolean =>
  matches<Segment, string>(glob, path.split('/'), anyDirectories, (segment, name) =>
    segment === anyDirectories
      ? false
      : matches<Letter, string>(segment, [...name], anyLetters, (letter, character) =>
          letter === anyLetters ? false : letter(character),
        ),
  )

const lettersOf = (text: string): readonly Letter[] => {
  const tokens = text.match(/\\.|\[[!^]?\]?(?:[^\]\\]|\\.)*\]|\*+|[\s\S]/gu) ?? []
  return tokens.map((token): Letter => {
    if (token.startsWith('*')) return anyLetters
    if (token === '?') return () => true
    if (token.length > 1 && token.startsWith('[')) return classOf(token)
    const letter = token.startsWith('\\') ? token.slice(1) : token
    return (other) => other === letter
  })
}

/** `[a-c]`, `[!a-c]`. */
const classOf = (token: string): ((letter: string) => boolean) => {
  const [, not = '', body = ''] = /^\[([!^]?)([\s\S]*)\]$/.exec(token) ?? []
  const items = body.match(/\\?[\s\S]-\\?[^\]]|\\?[\s\S]/gu) ?? []
  const ranges = items.map((item) => {
    const letters = [...item.replaceAll(/\\([\s\S])/g, '$1')]
    return [letters[0] ?? '', letters.at(-1) ?? ''] as const
  })
  return (letter) => ranges.some(([from, to]) => from <= letter && letter <= to) === (not === '')
}

/**
 * Wildcard matching that goes back to the last wildcard alone, so that its cost is at most the product of both
 * lengths, whatever the pattern: https://research.swtch.com/glob
 */
const matches = <P, T>(
  pattern: readonly P[],
  text: readonly T[],
  wildcard: P,
  isMatch: (part: P, item: T) => boolean,
): boolean => {
  let at = 0
  let next = 0
  let back: { readonly at: number; next: number } | null = null
  while (next < text.length) {
    const part = pattern[at]
    if (part === wildcard) {
      back = { at: at + 1, next }
      at += 1
    } else if (part !== undefined && isMatch(part, text[next] as T)) {
      at += 1
      next += 1
    } else if (back !== null) {
      back.next += 1
      at = back.at
      next = back.next
    } else return false
  }
  return pattern.slice(at).every((part) => part === wildcard)
}
