import type { TextScan } from './text-scan-state.ts'

const inlineMarker = /[*_~]+|[[\]<]|`+/g
// Where a parser looks for an address: at each word, and at each `h` and `w` that no letter precedes.
const wordStart = /(?<![\w.+-])[\w.+-]|(?<![a-z])[hw]/gi
const containerPrefix = /^(?:[ \t]*(?:>|[*+-](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)))*/
const containerMarker = />|[*+-]|\d+[.)]/g
const rule = /^ {0,3}([*_-])(?:[ \t]*\1){2,}[ \t]*$/
const heading = /^[ \t]*#{1,6}(?:[ \t]|$)/
const topHeading = /^#{1,6}(?:[ \t]|$)/
const topBullet = /^[*+-][ \t]+\S/
const definition = /^[ \t]*\[[^\]]+\]:/
const underline = /^[ \t>]*(?:=+|-+)[ \t]*$/
const openingFence = /^(?:(`{3,})[^`]*|(~{3,}).*)$/
const doubtfulFence = /^[\s>*+\-\d.)]+(?:```|~~~)|^[\s>*+\-\d.)]*</
const delimiterRow = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/

/** Adds one line to the scan. */
export const scanLine = (scan: TextScan, line: string): void => {
  const { state } = scan
  if (state.fence !== null) {
    if (closesFence(line, state.fence)) state.fence = null
    return
  }
  const fence = state.fencesCertain ? openingFence.exec(line) : null
  const empty = line.trim() === ''
  if (fence !== null || empty) {
    state.fence = fence?.[1] ?? fence?.[2] ?? null
    state.table = 'none'
    state.quoted = false
    endText(scan)
  } else {
    if (doubtfulFence.test(line)) state.fencesCertain = false
    scanText(scan, line)
  }
  state.empty = empty
}

const closesFence = (line: string, fence: string): boolean => {
  const text = line.trim()
  return text.length >= fence.length && text === fence.charAt(0).repeat(text.length)
}

const scanText = (scan: TextScan, line: string): void => {
  const { state } = scan
  const isRule = line.length <= 200 && rule.test(line)
  const prefix = isRule ? '' : (containerPrefix.exec(line)?.[0] ?? '')
  countBlocks(scan, line, prefix)
  countContainers(scan, line, prefix)
  if (isTableRow(scan, line) || topHeading.test(line) || topBullet.test(line)) endText(scan)
  if (scan.linesInText === 0) state.contained = prefix !== '' || /^\s/.test(line)
  scan.linesInText += 1
  const lazy = state.contained && !state.quoted ? 1 : 0
  const before = state.markers
  state.markers += (line.match(inlineMarker)?.length ?? 0) + lazy
  scan.inlineWork += state.markers ** 2 - before ** 2
  countWordWork(scan, line)
  for (const ticks of line.match(/`+/g) ?? []) state.ticks.add(ticks.length)
  scan.tickLengths = state.ticks.size
}

// At each word a parser that knows addresses walks back to a bracket that is still open, if there is one.
const countWordWork = (scan: TextScan, line: string): void => {
  const { state } = scan
  state.bracket ||= line.includes('[')
  const before = state.words
  state.words += line.match(wordStart)?.length ?? 0
  scan.wordWork += (state.words ** 2 - before ** 2) / (state.bracket ? 1 : 6)
}

const endText = (scan: TextScan): void => {
  scan.linesInText = 0
  scan.tickLengths = 0
  scan.state.markers = 0
  scan.state.words = 0
  scan.state.bracket = false
  scan.state.ticks.clear()
}

const countContainers = (scan: TextScan, line: string, prefix: string): void => {
  const { state } = scan
  const markers = prefix.match(containerMarker) ?? []
  scan.containerDepth = markers.length
  state.quoted = prefix.includes('>')
  if (markers.length === 0) return
  // A line without a marker may continue the innermost item whatever its indent, so only markers end items.
  const indent = line.search(/\S/)
  while ((state.indents.at(-1) ?? -1) >= indent) state.indents.pop()
  state.indents.push(indent)
  scan.containerDepth += state.indents.length - 1
}

const countBlocks = (scan: TextScan, line: string, prefix: string): void => {
  const { state } = scan
  const text = line.slice(prefix.length)
  if (heading.test(text) || (underline.test(line) && !state.empty)) scan.headings += 1
  if (prefix.includes('>') && !state.quoted) scan.quotes += 1
  scan.blocks += (prefix.match(containerMarker)?.length ?? 0) + (definition.test(text) ? 1 : 0)
  scan.blocks += countCells(line)
}

const countCells = (line: string): number =>
  (line.match(/\\[\\|]|\|/g) ?? []).filter((bar) => bar === '|').length

// A row counts as text of its own only where a parser cannot see anything but a table.
const isTableRow = (scan: TextScan, line: string): boolean => {
  const { state } = scan
  if (!line.startsWith('|')) {
    state.table = 'none'
  } else if (state.table === 'head' && delimiterRow.test(line)) {
    state.table = countCells(line) === state.headCells ? 'rows' : 'none'
  } else if (state.table !== 'rows') {
    state.table = scan.linesInText === 0 ? 'head' : 'none'
    state.headCells = countCells(line)
  }
  return state.table === 'rows'
}
