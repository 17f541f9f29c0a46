import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type Academy, recordAt, textPaths, withAcademy } from '../../src/authoring/academy.ts'
import { editSteps } from '../../src/authoring/edit-steps.ts'
import { planMove } from '../../src/authoring/plan-move.ts'
import type { Config } from '../../src/config.ts'
import { linkTargets } from '../../src/link-target.ts'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import { resolvePath } from '../../src/source/resolve-path.ts'
import { writeWorkTree } from '../../src/source/write-work-tree.ts'

/** Lines per file of an academy; paths in them, and the files', are as they were before a move. */
type Lines = ReadonlyMap<string, readonly string[]>
type OldPath = (path: string) => string

/** Where every link leads without redirects: to an item, to a file of some content, or to nothing. */
const ledTo = async (directory: string, academy: Academy, oldPath: OldPath): Promise<Lines> => {
  const target = linkTargets({ ...academy.state, tree: new Map() }, academy.sources)
  const led = new Map<string, readonly string[]>()
  for (const path of textPaths(academy)) {
    const links = recordAt(academy, path)?.links ?? []
    const ends = links.map(async ({ kind, url }) => {
      const found = target(path, url)
      if (found !== null) return `${kind} ${oldPath(found.item.path)}#${found.anchor}`
      const file = resolvePath(path, url)?.path ?? ''
      if (!academy.state.tree.has(file)) return `${kind} nothing`
      return `${kind} ${await readFile(join(directory, file), 'base64')}`
    })
    led.set(oldPath(path), await Promise.all(ends))
  }
  return led
}

/** The lessons that each text asks for first. */
const askedIn = (academy: Academy, oldPath: OldPath): Lines => {
  const bySlug = new Map([...academy.items.values()].map(({ slug, path }) => [slug, path]))
  return new Map(
    textPaths(academy).map((path) => [
      oldPath(path),
      (recordAt(academy, path)?.fields?.prerequisites ?? []).map((slug) =>
        oldPath(bySlug.get(slug) ?? ''),
      ),
    ]),
  )
}

/** The errors and warnings of `validate`, without the words of messages, which quote links. */
const foundIn = ({ diagnostics }: Academy, oldPath: OldPath): readonly string[] =>
  diagnostics
    .filter(({ severity }) => severity !== 'suggestion')
    .map(({ path, line, rule }) => `${oldPath(path)}:${line} ${rule}`)
    .toSorted()

/** Moves a lesson or directory in a work tree; fails unless everything leads where it led, and no finding is new. Gives what moved. */
export const expectSameAfterMove = async (
  config: Config,
  from: string,
  to: string,
): Promise<ReadonlyMap<string, string>> => {
  const { root } = config
  const repository = await openNativeRepository(root)
  const view = async (academy: Academy, oldPath: OldPath) => ({
    led: await ledTo(root, academy, oldPath),
    asked: askedIn(academy, oldPath),
    found: foundIn(academy, oldPath),
  })
  const { moved, before } = await withAcademy(repository, config, async (open) => {
    const { tree } = open.academy.state
    const seen = await view(open.academy, (path) => path)
    const { edit, findings } = await planMove(open, from, to)
    expect(findings).toEqual([])
    await writeWorkTree(
      root,
      editSteps(edit, (path) => tree.has(path)),
    )
    return { moved: edit.moved, before: seen }
  })
  const back = new Map([...moved].map(([old, now]) => [now, old]))
  const after = await withAcademy(repository, config, ({ academy }) =>
    view(academy, (path) => back.get(path) ?? path),
  )
  expect(after).toEqual(before)
  return moved
}
