import type { Change } from '../source/change.ts'

/** A commit anywhere in the history: its parents and, against each of them, the translation files it changed. */
export type GraphNode = {
  readonly parents: readonly string[]
  readonly changes: readonly ReadonlyMap<string, Change>[]
}

/** Commit id → node. */
export type Graph = ReadonlyMap<string, GraphNode>

/** A file at a commit. */
export type FileAt = { readonly commit: string; readonly path: string; readonly oid: string }

/**
 * The commit that last changed a file's content, walking back from `start`: at each commit the walk
 * goes on to the first parent with equal content, so a merge counts only if it differs from every
 * parent. A rename without an edit is followed. Null where the walk leaves the graph.
 * @param digest what decides whether two blobs have equal content
 */
export const originOf = (
  graph: Graph,
  start: FileAt,
  digest: (oid: string) => string,
): FileAt | null => {
  let file = start
  for (;;) {
    const node = graph.get(file.commit)
    if (node === undefined) return null
    const next = parentWithEqualContent(node, file, digest)
    if (next === null) return file
    file = next
  }
}

const parentWithEqualContent = (
  node: GraphNode,
  file: FileAt,
  digest: (oid: string) => string,
): FileAt | null => {
  for (const [index, commit] of node.parents.entries()) {
    const changes = node.changes[index]
    const change = changes?.get(file.path)
    if (change === undefined) return { ...file, commit }
    if (change.oldOid === null) {
      const moved = [...(changes?.values() ?? [])].find(
        ({ oldOid, newOid }) => newOid === null && oldOid === file.oid,
      )
      if (moved !== undefined) return { commit, path: moved.path, oid: file.oid }
    } else if (digest(change.oldOid) === digest(file.oid)) {
      return { commit, path: file.path, oid: change.oldOid }
    }
  }
  return null
}
