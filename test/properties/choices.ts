import { type Draft, type Fault, lineCount, pathOf, roleOf, type TextFile } from './content.ts'

/** What lasts beyond one commit: texts are numbered, and what was removed can come back. */
export type World = {
  nextSubject: number
  readonly removed: { readonly path: string; readonly file: TextFile }[]
}

/** What front matter can say, and what can be wrong with it. */
export const ids = ['1', '2', '3', '4', '5', '6'].map(
  (digit) => `${digit.repeat(8)}-1111-4111-8111-111111111111`,
)
export const dates = ['2026-02-01', '2026-06-15', '2030-01-01']
export const faults: readonly Fault[] = ['yaml', 'unclosed', 'enum', 'status', 'date']
export const languages = ['es', 'pt-BR']
export const placeFiles = ['p/pillar.yaml', 'q/pillar.yaml', 'p/c/course.yaml', 'p/d/course.yaml']

// So few that they are often taken, left, and taken again.
const lessonSlugs = ['p/c/a', 'p/c/b', 'p/d/a', 'q/c/a']
/** Where texts can lie, in the source language. */
export const places: readonly string[] = [
  ...lessonSlugs.map((slug) => pathOf({ collection: 'lesson', slug })),
  ...['x', 'y'].map((slug) => pathOf({ collection: 'article', slug })),
]

/** One of the paths of texts, in the source language or in others; null where there is none. */
export const pick = (tree: Draft, number: number, translated = false): string | null => {
  const paths = [...tree.keys()]
    .filter((path) => {
      const role = roleOf(path)
      return role !== null && (role.language !== 'en') === translated
    })
    .toSorted()
  return paths[number % paths.length] ?? null
}

/** One of all, by any number. */
export const chosen = <T>(all: readonly T[], number: number): T => {
  const one = all[number % all.length]
  if (one === undefined) throw new Error('Expected something to choose from')
  return one
}

/** A text like no other. */
export const newText = (world: World): TextFile => ({
  kind: 'text',
  subject: world.nextSubject++,
  edits: Array.from({ length: lineCount }, () => 0),
  reformatted: false,
  id: null,
  draft: false,
  publishAt: null,
  fault: null,
  media: null,
  link: null,
  stamp: null,
})

/** The edits with one more in a line. */
export const edited = ({ edits }: TextFile, line: number): readonly number[] =>
  edits.map((count, at) => (at === line ? count + 1 : count))

/** A text as a story tells it. */
export const shown = (file: TextFile): string => {
  const { kind: _, subject, edits: __, ...rest } = file
  const set = Object.entries(rest).filter(([, value]) => value !== null && value !== false)
  return `subject ${subject} ${JSON.stringify(Object.fromEntries(set))}`
}
