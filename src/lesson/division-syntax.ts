import type { Node } from 'mdast'
import type { Extension as TreeExtension } from 'mdast-util-from-markdown'
import type { Extension, State, Tokenizer } from 'micromark-util-types'

/** A line of three or more colons: the opening or the closing of a division. */
export interface DivisionFence extends Node {
  type: 'divisionFence'
  /** Null in a closing line. */
  name: string | null
  /** Words behind the name, as in `::: tip Read this first`. */
  title: string
  /** The whole line, where it is a directive of another dialect: `:::image source="a.png":::`. */
  directive: string | null
}

declare module 'mdast' {
  interface RootContentMap {
    divisionFence: DivisionFence
  }
}

declare module 'micromark-util-types' {
  interface TokenTypeMap {
    divisionFence: 'divisionFence'
  }
}

/** What every line of colons begins with. */
export const colonFence = ':::'

const colon = 58
const fence = /^:{3,}[ \t]*(?:\{([^{}]*)\}|([a-z][\w-]*)(?![\w-])([^:]*))?$/i
// DocFX writes three colons and no space at both ends of a line that stands for itself; Pandoc's
// `::: name :::` opens a division.
const directive = /^:::[a-z](?:.*[^\s:])?:::$/i
const className = /\.([a-z][\w-]*)/i
const attributes = /\{[^{}]*\}/

/** Micromark syntax: a line `::: name`, `::: {.name}` or `:::` is a block of its own and, unlike a paragraph, ends what stands before it. */
export const divisionSyntax = (): Extension => ({
  flow: { [colon]: { name: 'divisionFence', tokenize } },
})

/** Makes a `divisionFence` node of each such line. */
export const divisionTree = (): TreeExtension => ({
  enter: {
    divisionFence(token) {
      const fence = fenceOf(this.sliceSerialize(token))
      this.enter(fence ?? { type: 'divisionFence', name: null, title: '', directive: null }, token)
    },
  },
  exit: {
    divisionFence(token) {
      this.exit(token)
    },
  },
})

/** The fence that a line beginning with three colons is; null for one that only looks like it, such as `:::)`. */
export const fenceOf = (line: string): DivisionFence | null => {
  const text = line.trim()
  const fence = readFence(text)
  if (fence === null) return null
  return { type: 'divisionFence', ...fence, directive: directive.test(text) ? text : null }
}

// Null for a line that only looks like a fence, such as `:::)`.
const readFence = (line: string): Pick<DivisionFence, 'name' | 'title'> | null => {
  if (directive.test(line.trim())) return { name: null, title: '' }
  const parts = fence.exec(withoutTrailingColons(line.trim()))
  if (parts === null) return null
  const [, braces, word, rest = ''] = parts
  const name = braces === undefined ? word : className.exec(braces)?.[1]
  if (name === undefined && braces !== undefined) return { name: 'section', title: '' }
  return { name: name ?? null, title: rest.replace(attributes, '').trim() }
}

// Pandoc allows `::: name :::`. The first three colons always stay.
const withoutTrailingColons = (line: string): string => {
  let end = line.length
  while (end > 3 && line[end - 1] === ':') end -= 1
  return line.slice(0, end).trimEnd()
}

const tokenize: Tokenizer = (effects, ok, nok) => {
  let line = ''
  // Micromark's codes: null and -5 to -3 end a line, -2 and -1 are a tab.
  const inside: State = (code) => {
    if (code === null || code < -2) {
      effects.exit('divisionFence')
      return readFence(line) === null ? nok(code) : ok(code)
    }
    line += code < 0 ? ' ' : String.fromCharCode(code)
    effects.consume(code)
    return inside
  }
  return (code) => {
    effects.enter('divisionFence')
    return inside(code)
  }
}
