/**
 * Counts over Markdown text, line by line, without parsing it. A *run of text* is what a parser may take
 * for one paragraph: it ends at an empty line, a heading, a bullet at the line's start or a table row.
 */
export type TextScan = {
  /** Sum over all runs of text of the square of their inline markers. */
  inlineWork: number
  /** Sum over all runs of text of the square of their words, a sixth of it for runs without a bracket. */
  wordWork: number
  /** Different lengths of backtick runs in the current run of text. */
  tickLengths: number
  linesInText: number
  /** How deep lists and quotes are nested in the current line. */
  containerDepth: number
  headings: number
  quotes: number
  blocks: number
  readonly state: ScanState
}

/** Where in the text the scan stands. */
export type ScanState = {
  markers: number
  words: number
  /** Whether there was a `[` in the run of text. */
  bracket: boolean
  readonly ticks: Set<number>
  readonly indents: number[]
  /** Whether the run of text started inside a list or quote; then each line of it costs the parser a look at all before it. */
  contained: boolean
  table: 'none' | 'head' | 'rows'
  headCells: number
  /** The fence of the code block that the line stands in. */
  fence: string | null
  /** Whether fences can be told from text: no longer once one stood in a list, a quote or HTML. */
  fencesCertain: boolean
  /** Whether the line before stood in a quote, and whether it was empty. */
  quoted: boolean
  empty: boolean
}

/** The scan of no text. */
export const newTextScan = (): TextScan => ({
  inlineWork: 0,
  wordWork: 0,
  tickLengths: 0,
  linesInText: 0,
  containerDepth: 0,
  headings: 0,
  quotes: 0,
  blocks: 0,
  state: {
    markers: 0,
    words: 0,
    bracket: false,
    ticks: new Set(),
    indents: [],
    contained: false,
    table: 'none',
    headCells: 0,
    fence: null,
    fencesCertain: true,
    quoted: false,
    empty: true,
  },
})
