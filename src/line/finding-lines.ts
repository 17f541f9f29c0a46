import { type Diagnostic, hasPlace, type LineOf } from '../diagnostic.ts'
import { isRegular } from '../ingest/ledger.ts'
import { decodeText } from '../lesson/decode-text.ts'
import type { ObjectReader } from '../source/objects.ts'
import type { Entry } from '../state.ts'

// What decodeText takes for text at most.
const largestFile = 1024 * 1024
const filesAtOnce = 64
// UTF-16 code units of all files whose lines are kept; what comes after these is shown without its lines.
const mostText = 64 * 1024 * 1024

/**
 * Reads the lines that the diagnostics are about, from the blobs that a tree has at their paths: only files with
 * such findings, each once, and no more than 64 Mi UTF-16 code units. A file that is no text has no lines.
 */
export const readFindingLines = async (
  diagnostics: readonly Diagnostic[],
  tree: ReadonlyMap<string, Entry>,
  read: ObjectReader['read'],
): Promise<LineOf> => {
  const wanted = new Map<string, Set<number>>()
  for (const diagnostic of diagnostics) {
    if (!hasPlace(diagnostic)) continue
    const lines = wanted.get(diagnostic.path)
    if (lines === undefined) wanted.set(diagnostic.path, new Set([diagnostic.line]))
    else lines.add(diagnostic.line)
  }
  const files = [...wanted]
  const found = new Map<string, ReadonlyMap<number, string>>()
  let kept = 0
  for (let start = 0; start < files.length && kept < mostText; start += filesAtOnce) {
    const batch = files.slice(start, start + filesAtOnce)
    const texts = await Promise.all(batch.map(([path]) => readText(tree.get(path), read)))
    for (const [index, [path, numbers]] of batch.entries()) {
      const text = texts[index] ?? ''
      kept += text.length
      found.set(path, pick(text, numbers))
    }
  }
  return (path, line) => found.get(path)?.get(line) ?? null
}

const readText = async (
  entry: Entry | undefined,
  read: ObjectReader['read'],
): Promise<string | null> => {
  if (entry === undefined || !isRegular(entry.mode)) return null
  const blob = await read(entry.oid, largestFile)
  return blob.kind === 'blob' ? decodeText(blob.bytes).text : null
}

const pick = (text: string, numbers: ReadonlySet<number>): ReadonlyMap<number, string> => {
  const lines = text === '' ? [] : text.split('\n')
  return new Map(
    [...numbers].flatMap((number) => {
      const line = lines[number - 1]
      return line === undefined ? [] : [[number, line] as const]
    }),
  )
}
