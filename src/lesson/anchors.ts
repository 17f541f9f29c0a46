import { slug } from 'github-slugger'
import type { Heading, Root } from 'mdast'
import type {} from 'remark-rehype'
import { textOf } from './text-of.ts'
import { walkBlocks } from './walk.ts'

const customAnchor = /\{#([A-Za-z][\w.:-]*)\}[ \t]*$/

// Names under which a page's scripts find something else; an element with such an id could stand in its way.
const takenNames: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype).map((name) => name.toLowerCase()),
  'prototype',
  'location',
  'document',
  'window',
  'self',
  'top',
  'parent',
  'frames',
  'cookie',
])

/**
 * Gives every heading an anchor, in place, as `data.hProperties.id`: the one written as `{#anchor}`, else
 * its text as GitHub would slug it. Anchors are never empty and unique in the tree.
 */
export const anchorHeadings = (root: Root): void => {
  const taken: Taken = { anchors: new Set(), numbers: new Map() }
  walkBlocks(root, (node) => {
    if (node.type !== 'heading') return
    const anchor = unique(taken, takeCustomAnchor(node) ?? slug(textOf(node)))
    node.data = { ...node.data, hProperties: { id: anchor } }
  })
}

/** The anchor that `anchorHeadings` gave to a heading. */
export const anchorOf = (heading: Heading): string => String(heading.data?.hProperties?.id ?? '')

type Taken = {
  readonly anchors: Set<string>
  /** How far the numbers behind an anchor are taken; a reference page may hold a heading hundreds of times. */
  readonly numbers: Map<string, number>
}

const unique = ({ anchors, numbers }: Taken, wanted: string): string => {
  const isReserved = takenNames.has(wanted.toLowerCase())
  const first = wanted === '' ? 'section' : isReserved ? `section-${wanted}` : wanted
  let anchor = first
  let number = numbers.get(first) ?? 0
  for (; anchors.has(anchor); anchor = `${first}-${number}`) number += 1
  numbers.set(first, number)
  anchors.add(anchor)
  return anchor
}

const takeCustomAnchor = (heading: Heading): string | null => {
  const last = heading.children.at(-1)
  if (last?.type !== 'text') return null
  const found = customAnchor.exec(last.value)
  if (found === null) return null
  last.value = last.value.slice(0, found.index).trimEnd()
  if (last.value === '') heading.children.pop()
  return found[1] ?? null
}
