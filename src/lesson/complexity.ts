import type { Finding } from '../diagnostic.ts'
import { errorAt } from './finding.ts'
import { scanLine } from './text-scan.ts'
import { newTextScan, type TextScan } from './text-scan-state.ts'

const maximumBody = 512 * 1024
const maximumLine = 20_000
const maximumLines = 50_000

/** What one body may hold. The figures are far above any real lesson and below what keeps the Markdown parser busy for seconds. */
const limits = {
  // The sum of the squares of the inline markers of each run of text: 2,000 nested `*` in one paragraph
  // take remark 0.35 s and 4,000 take 1.4 s, so time grows with this sum.
  inlineWork: 10_000_000,
  // Words behind an open `[`: 4,000 take remark 0.4 s, 8,000 take 1.5 s and 24,000 take 19 s; without it a sixth.
  wordWork: 50_000_000,
  tickLengths: 16,
  linesInText: 10_000,
  containerDepth: 16,
  headings: 2_000,
  quotes: 1_000,
  blocks: 10_000,
} satisfies Record<Exclude<keyof TextScan, 'state'>, number>

const names: Readonly<Record<keyof typeof limits, string>> = {
  inlineWork: 'markers such as `*`, `[` and `<` in one paragraph',
  wordWork: 'words in one paragraph',
  tickLengths: 'different lengths of backtick runs in one paragraph',
  linesInText: 'lines in one paragraph',
  containerDepth: 'levels of lists and quotes',
  headings: 'headings',
  quotes: 'quotes',
  blocks: 'list items, table cells and definitions',
}

/**
 * Whether Markdown text is small and flat enough to be parsed in bounded time, judged by counting
 * characters only, so that the answer is the same for every parser and machine. Null if it is.
 */
export const findComplexity = (body: string): Finding | null => {
  if (isSimple(body)) return null
  if (body.length > maximumBody) {
    const message = `Expected a body of at most ${maximumBody} characters, got ${body.length}.`
    return tooLarge(1, message)
  }
  const scan = newTextScan()
  const lines = body.split('\n')
  if (lines.length > maximumLines) {
    const message = `Expected at most ${maximumLines} lines, got ${lines.length}.`
    return tooLarge(1, message)
  }
  for (const [index, line] of lines.entries()) {
    if (line.length > maximumLine) {
      const message = `Expected lines of at most ${maximumLine} characters, got ${line.length}.`
      return tooLarge(index + 1, message)
    }
    scanLine(scan, line)
    const exceeded = exceededLimit(scan)
    if (exceeded !== undefined) {
      const message = `Expected fewer ${names[exceeded]}, got more than the limit.`
      const hint = 'Split the lesson, or simplify this part of it.'
      return errorAt({ line: index + 1, column: 1 }, 'MD_COMPLEXITY', message, hint)
    }
  }
  return null
}

// Texts that are below every limit whatever their markers mean, which is most lessons, need no look at each line.
// A line whose indent and markers take fewer than 12 characters has fewer than 12 levels above it, and one without a marker none.
const simpleLength = 20_000
const simpleLines = 1_000
const simpleMarkers = 2_000
const deep = /^(?=[ \t>*+\-\d.)]{12})[ \t]*[>*+\-\d]/m
const manyTicks = '`'.repeat(limits.tickLengths + 1)
const marker = /[*_~[\]<`|>+-]/g

const isSimple = (body: string): boolean => {
  if (body.length > simpleLength || body.includes(manyTicks) || deep.test(body)) return false
  let lines = 1
  for (let at = body.indexOf('\n'); at !== -1; at = body.indexOf('\n', at + 1)) lines += 1
  if (lines > simpleLines) return false
  return body.length <= simpleMarkers || (body.match(marker)?.length ?? 0) <= simpleMarkers
}

const limitNames = Object.keys(limits) as readonly (keyof typeof limits)[]

const exceededLimit = (scan: TextScan): keyof typeof limits | undefined =>
  limitNames.find((name) => scan[name] > limits[name])

const tooLarge = (line: number, message: string): Finding =>
  errorAt({ line, column: 1 }, 'MD_SIZE', message, 'Split the lesson into several.')
