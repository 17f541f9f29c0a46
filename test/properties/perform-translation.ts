import { chosen, edited, faults, places } from './choices.ts'
import type { Command } from './commands.ts'
import { type Draft, pathOf, roleOf, textAt } from './content.ts'
import { moveText } from './perform-moves.ts'

/** A command on a translation. */
export type OnTranslation = Extract<Command, { readonly kind: `${string}Translation` }>

/** Does to the translation at a path what a command says. */
export const onTranslation = (tree: Draft, path: string, command: OnTranslation): string | null => {
  const file = textAt(tree, path)
  switch (command.kind) {
    case 'editTranslation':
      tree.set(path, { ...file, edits: edited(file, command.line) })
      return `edit ${path}`
    case 'breakTranslation': {
      const fault = command.fault === null ? null : chosen(faults, command.fault)
      tree.set(path, { ...file, fault })
      return `break ${path}: ${fault}`
    }
    case 'removeTranslation':
      tree.delete(path)
      return `remove ${path}`
    case 'moveTranslation': {
      const role = roleOf(chosen(places, command.place))
      const to = role === null ? path : pathOf(role, roleOf(path)?.language)
      return moveText(tree, path, to, false)
    }
  }
}
