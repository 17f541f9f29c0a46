import type { TextFile } from '../setup/editor-files.ts'
import type { Proposal } from '../setup/propose-files.ts'
import { printable } from './printable.ts'
import { table } from './terminal.ts'

/** What was found in a repository, and what became of each file that it should have. */
export type Setup = Omit<Proposal, 'files'> & {
  readonly files: readonly (TextFile & { readonly state: 'new' | 'kept' | 'written' })[]
}

/** A setup for people, or for programs. */
export const formatSetup = (setup: Setup, format: 'text' | 'json'): string =>
  format === 'json' ? JSON.stringify(plain(setup), null, 2) : text(setup)

const plain = (setup: Setup): unknown => ({
  ...setup,
  collections: setup.collections.map(({ items, translated, ...collection }) => ({
    ...collection,
    items: items.length,
    translated: Object.fromEntries(
      [...translated].map(([language, paths]) => [language, paths.length]),
    ),
  })),
})

const text = (setup: Setup): string => {
  const isChanged = setup.files.some(({ state }) => state !== 'kept')
  const isNew = setup.files.some(({ state }) => state === 'new')
  return [
    table(setup.collections.flatMap(collectionRows)),
    ...listed('Taken by no pattern', setup.untaken),
    ...listed('Taken by a pattern, though about the repository', setup.takenToo),
    '',
    ...setup.files.flatMap(fileLines),
    ...(setup.remarks.length > 0
      ? ['', ...setup.remarks.map((remark) => `- ${printable(remark)}`)]
      : []),
    '',
    isNew
      ? 'Nothing is written yet: `init --write` writes these files.'
      : isChanged
        ? 'Files that were there are as they were.'
        : 'Nothing to write: all of these files are there.',
  ].join('\n')
}

const collectionRows = ({
  name,
  files,
  translations,
  items,
  translated,
}: Proposal['collections'][number]): readonly (readonly string[])[] => [
  [name, printable(files), `${items.length} ${items.length === 1 ? 'item' : 'items'}`],
  ...(translations === null
    ? []
    : [
        [
          '',
          printable(translations),
          [...translated]
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([language, paths]) => `${language} ${paths.length}`)
            .join(', '),
        ],
      ]),
]

const most = 10

const listed = (title: string, paths: readonly string[]): readonly string[] =>
  paths.length === 0
    ? []
    : [
        '',
        `${title}:`,
        ...paths.slice(0, most).map((path) => `  ${printable(path)}`),
        ...(paths.length > most ? [`  and ${paths.length - most} more`] : []),
      ]

// A schema is long and the same everywhere.
const longestShown = 80

const fileLines = ({ path, text, remark, state }: Setup['files'][number]): readonly string[] => {
  if (state === 'kept') return [`  ${path} is there, and is kept`]
  const lines = text.trimEnd().split('\n')
  const added = lines.map((line) => `+   ${printable(line)}`)
  const isShown = state === 'new' && lines.length <= longestShown
  return [
    `+ ${path}`,
    ...(isShown ? added : [`+   (${lines.length} lines)`]),
    ...(remark === null ? [] : [`  ${remark}`]),
  ]
}
