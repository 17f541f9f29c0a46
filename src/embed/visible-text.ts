/** The part of an mdast node that its visible text depends on; also fits our own `section` nodes. */
export type TextNode = {
  readonly type: string
  readonly value?: string
  readonly alt?: string | null | undefined
  readonly children?: readonly TextNode[]
}

const hidden: ReadonlySet<string> = new Set([
  'definition',
  'footnoteReference',
  'thematicBreak',
  'toml',
  'yaml',
])

const separators: Readonly<Record<string, string>> = {
  blockquote: '\n',
  footnoteDefinition: '\n',
  list: '\n',
  listItem: '\n',
  root: '\n\n',
  section: '\n\n',
}

/**
 * What a reader sees of a node, as plain text: pictures give their alternative text, code is kept as it is, HTML is
 * dropped. Each row of a table names its columns (`call: bugle; month: September`), so that it can stand alone. Line
 * breaks within prose become spaces.
 */
export const visibleText = (node: TextNode): string => {
  if (hidden.has(node.type)) return ''
  if (node.type === 'text') return (node.value ?? '').replace(/\s+/gu, ' ')
  if (node.type === 'break') return '\n'
  if (node.type === 'html') return /^<br\b/iu.test(node.value ?? '') ? '\n' : ''
  if (node.children === undefined) return node.alt ?? node.value ?? ''
  if (node.type === 'table') return tableText(node.children)
  const separator = separators[node.type] ?? ''
  const texts = node.children.map(visibleText)
  return (separator === '' ? texts : texts.filter((text) => text !== '')).join(separator)
}

/** Rows as lines; a table without any is its head. */
const tableText = ([head, ...rows]: readonly TextNode[]): string => {
  const names = cellsOf(head)
  if (rows.length === 0) return names.filter((name) => name !== '').join('; ')
  return rows
    .map((row) =>
      cellsOf(row)
        .map((cell, column) => (cell === '' || !names[column] ? cell : `${names[column]}: ${cell}`))
        .filter((cell) => cell !== '')
        .join('; '),
    )
    .filter((row) => row !== '')
    .join('\n')
}

const cellsOf = (row: TextNode | undefined): readonly string[] =>
  (row?.children ?? []).map((cell) => visibleText(cell).replace(/\s+/gu, ' ').trim())
