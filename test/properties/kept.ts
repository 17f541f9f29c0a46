import type { Database, Row } from '../../src/database/database.ts'
import { faultIn, textAt } from './content.ts'
import type { History } from './history.ts'
import { textsIn } from './reference-step.ts'

/** Path → id of the items whose own text is live. */
export const liveByPath = async ({ query }: Database): Promise<ReadonlyMap<string, string>> => {
  const rows = await query<Row & { readonly path: string; readonly id: string }>(
    `select item.path, item.id from pipeline.items as item
     join pipeline.live on live.content_id = item.id and live.language = 'en'`,
  )
  return new Map(rows.map(({ path, id }) => [path, id]))
}

/**
 * Paths of texts that only failed since a commit of the line: in each later one the file is as it was
 * there or at fault, in the last it is at fault, and nobody asked for it to be taken down.
 */
export const failedSince = (
  { commits, line }: History,
  from: number,
  to: number,
): readonly string[] => {
  const treeAt = (place: number) => commits[line[place] ?? 0]?.tree ?? new Map()
  const later = line
    .slice(0, to + 1)
    .map((_, place) => treeAt(place))
    .slice(from + 1)
  return textsIn(treeAt(from), false).flatMap(({ path, file }) => {
    const failed = later.every((tree) => {
      if (!tree.has(path)) return false
      const now = textAt(tree, path)
      if (JSON.stringify(now) === JSON.stringify(file)) return true
      return faultIn(path, now) !== null && !now.draft && now.id === file.id
    })
    const last = later.at(-1)
    return failed && last !== undefined && faultIn(path, textAt(last, path)) !== null ? [path] : []
  })
}
