import {
  chosen,
  dates,
  ids,
  newText,
  pick,
  placeFiles,
  places,
  shown,
  type World,
} from './choices.ts'
import type { Command } from './commands.ts'
import { type Draft, textAt } from './content.ts'
import { onText } from './perform-text.ts'
import { onTranslation } from './perform-translation.ts'

/** Does what a command says, and tells it in words; null where there is nothing to do it to. */
export const perform = (world: World, tree: Draft, command: Command): string | null => {
  switch (command.kind) {
    case 'write':
      return write(world, tree, command)
    case 'restore':
      return restore(world, tree, command)
    case 'place':
      return setPlace(tree, command)
    case 'editTranslation':
    case 'breakTranslation':
    case 'removeTranslation':
    case 'moveTranslation': {
      const path = pick(tree, command.text, true)
      return path === null ? null : onTranslation(tree, path, command)
    }
    default: {
      const path = pick(tree, command.text)
      return path === null ? null : onText(world, tree, path, command)
    }
  }
}

type Of<K extends Command['kind']> = Extract<Command, { readonly kind: K }>

const write = (world: World, tree: Draft, command: Of<'write'>): string | null => {
  const path = chosen(places, command.place)
  if (tree.has(path)) return null
  const wanted = command.id === null ? null : chosen(ids, command.id)
  // An id that another file has stops every publishing until one of them goes; `identify` is there for that.
  const taken = [...tree.values()].some((file) => file.kind === 'text' && file.id === wanted)
  const id = taken ? null : wanted
  const publishAt = command.date === null ? null : chosen(dates, command.date)
  tree.set(path, { ...newText(world), id, draft: command.draft, publishAt })
  return `write ${path}: ${shown(textAt(tree, path))}`
}

const restore = (world: World, tree: Draft, command: Of<'restore'>): string | null => {
  const removed = world.removed[command.removed % world.removed.length]
  if (removed === undefined || tree.has(removed.path)) return null
  const { subject } = removed.file
  // A text at two places would make it a matter of taste which of them is moved.
  if ([...tree.values()].some((file) => file.kind === 'text' && file.subject === subject))
    return null
  tree.set(removed.path, removed.file)
  return `restore ${removed.path}: ${shown(removed.file)}`
}

const setPlace = (tree: Draft, command: Of<'place'>): string | null => {
  const path = `content/${chosen(placeFiles, command.place)}`
  if (command.variant === null) return tree.delete(path) ? `remove ${path}` : null
  tree.set(path, { kind: 'place', variant: command.variant })
  return `write ${path}: ${command.variant}`
}
