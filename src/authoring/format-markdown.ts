import type { List, Nodes, Root } from 'mdast'
import { walk } from '../lesson/walk.ts'

/**
 * The lines of a Markdown file below its front matter in canonical form: no spaces at the end of a line but the two
 * that break it, no two empty lines in a row, `-` before the items of a list, `#` before headings. Code and HTML stay
 * as they are. The lines are those of the whole file, of which `first` (0-based) is the body's first and which the
 * tree's positions count in. Not checked here: whether they still say the same.
 */
export const formatMarkdown = (lines: readonly string[], first: number, tree: Root): string => {
  const notes = noteLines(lines, tree)
  const kept: string[] = []
  for (let index = first; index < lines.length; index += 1) {
    const written = notes.marked.get(index) ?? lines[index] ?? ''
    if (notes.verbatim.has(index)) kept.push(written)
    else if (!notes.dropped.has(index)) {
      const line = formatLine(written, notes.broken.has(index))
      if (line !== '' || kept.at(-1) !== '') kept.push(line)
    }
  }
  return kept.join('\n').replace(/^\n+|\n+$/g, '')
}

/** What the tree says of lines, by their 0-based numbers. */
type LineNotes = {
  /** Lines of code and HTML, where spaces at the end count. */
  readonly verbatim: Set<number>
  /** Lines whose end breaks the line on the page too. */
  readonly broken: Set<number>
  /** Lines with another marker. */
  readonly marked: Map<number, string>
  /** Lines that underline a heading which has another marker. */
  readonly dropped: Set<number>
}

const noteLines = (lines: readonly string[], tree: Root): LineNotes => {
  const notes: LineNotes = {
    verbatim: new Set(),
    broken: new Set(),
    marked: new Map(),
    dropped: new Set(),
  }
  walk(tree, (node, parent, index) => {
    const start = (node.position?.start.line ?? 1) - 1
    const end = (node.position?.end.line ?? 1) - 1
    if (isVerbatim(node, start, end)) {
      for (let line = start; line <= end; line += 1) notes.verbatim.add(line)
    } else if (node.type === 'break') notes.broken.add(start)
    else if (node.type === 'heading' && end === start + 1)
      markHeading(notes, lines, start, node.depth)
    else if (node.type === 'list' && !isBesideList(parent.children, index))
      markItems(notes, lines, node)
  })
  return notes
}

const isVerbatim = ({ type }: Nodes, start: number, end: number): boolean =>
  type === 'code' || ((type === 'html' || type === 'inlineCode') && end > start)

const formatLine = (line: string, breaks: boolean): string => {
  const text = line.replace(/[ \t]+$/, '')
  return breaks && line.endsWith('  ') ? `${text}  ` : text
}

// A heading within a list or quote stands behind its marker, and one that ends in `#` would lose that.
const markHeading = (
  { marked, dropped }: LineNotes,
  lines: readonly string[],
  start: number,
  depth: number,
): void => {
  const title = /^ {0,3}(\S.*?)[ \t]*$/.exec(lines[start] ?? '')?.[1]
  const isUnderlined = /^ {0,3}(?:=+|-+)[ \t]*$/.test(lines[start + 1] ?? '')
  if (title === undefined || title.endsWith('#') || !isUnderlined) return
  marked.set(start, `${'#'.repeat(depth)} ${title}`)
  dropped.add(start + 1)
}

// Two lists that touch are told apart by their markers alone.
const isBesideList = (siblings: readonly Nodes[], index: number): boolean =>
  siblings[index - 1]?.type === 'list' || siblings[index + 1]?.type === 'list'

const markItems = ({ marked }: LineNotes, lines: readonly string[], list: List): void => {
  if (list.ordered === true) return
  // `- ---` is a line across the page.
  if (list.children.some((item) => item.children[0]?.type === 'thematicBreak')) return
  for (const { position } of list.children) {
    if (position === undefined) continue
    const index = position.start.line - 1
    const column = position.start.column - 1
    const line = marked.get(index) ?? lines[index] ?? ''
    if (line[column] === '*' || line[column] === '+') {
      marked.set(index, `${line.slice(0, column)}-${line.slice(column + 1)}`)
    }
  }
}
