import { type Draft, pathOf, roleOf, textAt } from './content.ts'

/** Moves a text, over whatever lies there; `along` with its translations and the media beside it. */
export const moveText = (tree: Draft, from: string, to: string, along: boolean): string | null => {
  if (from === to) return null
  const over = tree.has(to) ? ' over what is there' : ''
  for (const [old, now] of [[from, to] as const, ...(along ? companions(tree, from, to) : [])]) {
    const file = tree.get(old)
    if (file === undefined) continue
    tree.delete(old)
    tree.set(now, file)
  }
  return `move ${from} to ${to}${along ? ' with all beside it' : ''}${over}`
}

const companions = (
  tree: Draft,
  from: string,
  to: string,
): readonly (readonly [string, string])[] => {
  const [old, now] = [roleOf(from), roleOf(to)]
  if (old === null || now === null) return []
  const translations = ['es', 'pt-BR'].map(
    (language) => [pathOf(old, language), pathOf(now, language)] as const,
  )
  const directory = from.slice(0, from.lastIndexOf('/') + 1)
  const beside = [...tree.keys()].filter(
    (path) => directory !== '' && tree.get(path)?.kind === 'media' && path.startsWith(directory),
  )
  const target = to.slice(0, to.lastIndexOf('/') + 1)
  return [
    ...translations,
    ...beside.map((path) => [path, `${target}${path.slice(directory.length)}`] as const),
  ]
}

/** Renames the last part of a text's slug from lower to upper case, or back. */
export const recase = (tree: Draft, path: string, along: boolean): string | null => {
  const role = roleOf(path)
  if (role === null) return null
  const parts = role.slug.split('/')
  const last = parts.pop() ?? ''
  const other = last === last.toLowerCase() ? last.toUpperCase() : last.toLowerCase()
  return moveText(tree, path, pathOf({ ...role, slug: [...parts, other].join('/') }), along)
}

/** Moves each text to the place of the next, the last to the first's, or to `end` where that is free. */
export const rotate = (
  tree: Draft,
  chosen: readonly (string | null)[],
  end: string | null,
): string | null => {
  const paths = [...new Set(chosen)].filter((path) => path !== null)
  if (paths.length < 2) return null
  const open = end !== null && !tree.has(end)
  const targets = [...paths.slice(1), open ? end : (paths[0] ?? '')]
  const files = paths.map((path) => textAt(tree, path))
  for (const path of paths) tree.delete(path)
  for (const [index, target] of targets.entries()) {
    const file = files[index]
    if (file !== undefined) tree.set(target, file)
  }
  return `rotate ${paths.join(' → ')} → ${targets.at(-1)}`
}
