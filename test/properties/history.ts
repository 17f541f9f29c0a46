import fc from 'fast-check'
import type { World } from './choices.ts'
import { type Command, type Step, stepsOf } from './commands.ts'
import type { File, Tree } from './content.ts'
import { perform } from './perform.ts'

/** A commit: its parents by their numbers, the first parent first; its files; and what was done in it. */
export type Commit = {
  readonly parents: readonly number[]
  readonly tree: Tree
  readonly story: readonly string[]
}

/** All commits, parents before children; the last is the branch's head. */
export type History = {
  readonly commits: readonly Commit[]
  /** Numbers of the commits on the first-parent line, oldest first. */
  readonly line: readonly number[]
}

/** The history in which authors do all this. */
export const historyOf = (steps: readonly Step[]): History => {
  const commits: Commit[] = []
  const world: World = { nextSubject: 1, removed: [] }
  const add = (parents: readonly number[], tree: Tree, story: readonly string[]): number =>
    commits.push({ parents, tree, story }) - 1
  const after = (parent: number | null, commands: readonly Command[]): number => {
    const tree = new Map(parent === null ? [] : commits[parent]?.tree)
    const story = commands.flatMap((command) => perform(world, tree, command) ?? [])
    return add(parent === null ? [] : [parent], tree, story)
  }
  let head: number | null = null
  for (const step of steps) {
    if (step.kind === 'commit' || head === null) {
      head = after(head, step.kind === 'commit' ? step.commands : [])
      continue
    }
    const base: number = head
    const side: number = step.side.reduce((parent, commands) => after(parent, commands), base)
    head = step.line.reduce((parent, commands) => after(parent, commands), base)
    const merged = merge(treeOf(commits, base), treeOf(commits, head), treeOf(commits, side))
    head = add([head, side], merged, [`merge ${side}`])
  }
  return { commits, line: lineTo(commits) }
}

const treeOf = (commits: readonly Commit[], number: number): Tree =>
  commits[number]?.tree ?? new Map()

const lineTo = (commits: readonly Commit[]): readonly number[] => {
  const line: number[] = []
  for (let at: number | undefined = commits.length - 1; at !== undefined && at >= 0; ) {
    line.unshift(at)
    at = commits[at]?.parents[0]
  }
  return line
}

/** Path by path, the side's files where it changed them. Where one text would then lie at two places, the line's alone. */
const merge = (base: Tree, line: Tree, side: Tree): Tree => {
  const merged = new Map<string, File>()
  for (const path of new Set([...line.keys(), ...side.keys()])) {
    const changed = JSON.stringify(base.get(path)) !== JSON.stringify(side.get(path))
    const file = (changed ? side : line).get(path)
    if (file !== undefined) merged.set(path, file)
  }
  const subjects = [...merged.values()].flatMap((file) =>
    file.kind === 'text' ? file.subject : [],
  )
  return new Set(subjects).size === subjects.length ? merged : line
}

/** Any history of so many steps; a failed test tells it in words. */
export const histories = (...size: Parameters<typeof stepsOf>): fc.Arbitrary<History> =>
  stepsOf(...size).map((steps) => {
    const history = historyOf(steps)
    return { ...history, [fc.toStringMethod]: () => `\n${storyOf(history)}\n` }
  })

/** The history as a reader of a failed test wants it: one line for each thing done. */
export const storyOf = ({ commits, line }: History): string =>
  commits
    .map(({ parents, story }, number) => {
      const mark = line.includes(number) ? '' : ' (side)'
      const from = parents.length > 1 ? ` of ${parents.join(' and ')}` : ''
      const done = story.length === 0 ? ['nothing'] : story
      return [`commit ${number}${mark}${from}`, ...done.map((one) => `  ${one}`)].join('\n')
    })
    .join('\n')
