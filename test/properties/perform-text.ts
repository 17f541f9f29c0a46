import {
  chosen,
  dates,
  edited,
  faults,
  ids,
  languages,
  newText,
  pick,
  places,
  shown,
  type World,
} from './choices.ts'
import type { Command } from './commands.ts'
import {
  blobOf,
  bytesOf,
  type Draft,
  pathOf,
  resolved,
  roleOf,
  type TextFile,
  textAt,
} from './content.ts'
import { moveText, recase, rotate } from './perform-moves.ts'

/** A command on a text in the source language. */
export type OnText = Exclude<
  Command,
  { readonly kind: 'write' | 'restore' | 'place' | `${string}Translation` }
>

/** Does to the text at a path what a command says. */
export const onText = (world: World, tree: Draft, path: string, command: OnText): string | null => {
  const file = textAt(tree, path)
  const change = (fields: Partial<TextFile>): string => {
    tree.set(path, { ...file, ...fields })
    return `${command.kind} ${path}: ${JSON.stringify(fields)}`
  }
  switch (command.kind) {
    case 'edit':
      return change({ edits: edited(file, command.line) })
    case 'reformat':
      return change({ reformatted: !file.reformatted })
    case 'draft':
      return change({ draft: !file.draft })
    case 'mend':
      return change({ fault: null })
    case 'break':
      return change({ fault: chosen(faults, command.fault) })
    case 'schedule':
      return change({ publishAt: command.date === null ? null : chosen(dates, command.date) })
    case 'identify':
      return change({ id: command.id === null ? null : chosen(ids, command.id) })
    case 'show': {
      const media = command.media === null ? null : mediaFor(path, command.media)
      return `${change({ media })}, ${bringMedia(tree, path, media, command.variant)}`
    }
    case 'media': {
      const shows = showing(tree, command.text)
      return shows === null ? null : setMedia(tree, shows, command.variant)
    }
    case 'link':
      return change({ link: linkTo(path, pick(tree, command.other) ?? path) })
    case 'remove':
      tree.delete(path)
      world.removed.push({ path, file })
      return `remove ${path}`
    case 'translate':
      return translate(world, tree, path, chosen(languages, command.language), command.stamp)
    case 'move': {
      const line = command.line
      if (line !== null) tree.set(path, { ...file, edits: edited(file, line) })
      const moved = moveText(tree, path, chosen(places, command.place), command.along)
      return line === null ? moved : `${moved}, with an edit`
    }
    case 'recase': {
      const moved = recase(tree, path, command.along)
      return command.refill ? `${moved}, ${refill(world, tree, path)}` : moved
    }
    case 'swap':
      return rotate(tree, [path, pick(tree, command.other)], null)
    case 'cycle': {
      const end = command.place === null ? null : chosen(places, command.place)
      return rotate(tree, [path, pick(tree, command.other), pick(tree, command.third)], end)
    }
  }
}

const refill = (world: World, tree: Draft, path: string): string => {
  tree.set(path, newText(world))
  return `write ${path}: ${shown(textAt(tree, path))}`
}

const bringMedia = (
  tree: Draft,
  path: string,
  media: string | null,
  variant: number | null,
): string | null =>
  media === null || variant === null ? null : setMedia(tree, resolved(path, media), variant)

const translate = (
  world: World,
  tree: Draft,
  path: string,
  language: string,
  stamped: boolean,
): string | null => {
  const role = roleOf(path)
  if (role === null) return null
  const to = pathOf(role, language)
  const stamp = stamped ? blobOf(bytesOf(path, textAt(tree, path))) : null
  const before = tree.get(to)
  const file: TextFile = before?.kind === 'text' ? before : newText(world)
  tree.set(to, { ...file, edits: edited(file, 0), stamp })
  return `translate ${path} to ${language}: ${shown(textAt(tree, to))}`
}

const setMedia = (tree: Draft, path: string, variant: number | null): string | null => {
  // A text that moved to the top may still show what would now lie above it.
  if (path.startsWith('../')) return null
  if (variant === null) return tree.delete(path) ? `remove ${path}` : null
  tree.set(path, { kind: 'media', variant })
  return `write ${path}: ${variant}`
}

/** One of the media that texts show; null where there is none. */
const showing = (tree: Draft, number: number): string | null => {
  const shown = [...tree].flatMap(([path, file]) =>
    file.kind === 'text' && file.media !== null ? resolved(path, file.media) : [],
  )
  return shown[number % shown.length] ?? null
}

const mediaFor = (path: string, number: number): string => {
  const names = ['notes.pdf', 'track.png', 'track.png']
  const directory = roleOf(path)?.collection === 'lesson' ? '' : 'fig/'
  return `${directory}${number === 3 ? `${directory === '' ? '../' : ''}shared.pdf` : chosen(names, number)}`
}

const linkTo = (from: string, to: string): string =>
  `${'../'.repeat(from.split('/').length - 1)}${to}`
