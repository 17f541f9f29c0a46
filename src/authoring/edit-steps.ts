import type { FileStep } from '../source/file-step.ts'
import type { TreeEdit } from './academy.ts'

/** The steps that make an edit of the work tree: texts are rewritten first, then files move, and what is deleted goes last. */
export const editSteps = (
  { moved, deleted, contents }: TreeEdit,
  isThere: (path: string) => boolean,
): readonly FileStep[] => {
  const arriving = new Set(moved.values())
  const rewritten = [...contents].filter(([path]) => !arriving.has(path))
  return [
    ...rewritten.map(([path, bytes]) => ({ from: isThere(path) ? path : null, to: path, bytes })),
    ...[...moved].map(([from, to]) => ({ from, to, bytes: contents.get(to) ?? null })),
    ...[...deleted].map((from) => ({ from, to: null, bytes: null })),
  ]
}
