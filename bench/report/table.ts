/** A Markdown table; the first row is its head. Columns after the first `left` are aligned to the right. */
export const markdownTable = (rows: readonly (readonly string[])[], left: number = 1): string => {
  const [head = [], ...body] = rows
  const rule = head.map((_, column) => (column < left ? '---' : '--:'))
  return [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** Seconds for a table: three digits that count, at most milliseconds. */
export const formatSeconds = (seconds: number): string => {
  if (seconds >= 100) return seconds.toFixed(0)
  return seconds >= 10 ? seconds.toFixed(1) : seconds >= 1 ? seconds.toFixed(2) : seconds.toFixed(3)
}

/** Bytes as whole megabytes. */
export const formatMegabytes = (bytes: number | null): string =>
  bytes === null ? '–' : (bytes / 1_000_000).toFixed(0)

/** How many times as long as a floor. */
export const formatMultiple = (seconds: number, floor: number | null): string => {
  if (floor === null || floor === 0) return '–'
  const multiple = seconds / floor
  return multiple >= 10 ? `${multiple.toFixed(0)} ×` : `${multiple.toFixed(1)} ×`
}
