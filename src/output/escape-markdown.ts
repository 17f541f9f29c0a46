import { printable } from './printable.ts'

// A character that takes no room. GitHub looks for names, numbers and addresses in the text that comes out of the
// Markdown, where escapes are gone; within a name this one ends it.
const gap = '&#8203;'

/** Text as it is, on one line: nothing in it is markup, a mention, a reference, an emoji or a link. */
export const proseOf = (text: string): string =>
  entities(broken(printable(text.toWellFormed()))).replaceAll('\u200b', gap)

// Issues and commits: https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
const broken = (text: string): string =>
  text
    .replaceAll('\u200b', '')
    .replaceAll(/[@#:]/g, '$&\u200b')
    .replaceAll(/www(?=\.)/gi, '$&\u200b')
    .replaceAll(/(?<=[\p{L}\p{N}_])-(?=\p{N})/gu, '-\u200b')
    .replaceAll(/[0-9a-f]{7,}/gi, (digits) => digits.replaceAll(/.{6}/g, '$&\u200b'))

// As a numeric reference a character never is markup: https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
const entities = (text: string): string =>
  text.replaceAll(/[!$&*<=>[\\\]^_`{|}~+]/g, (character) => `&#${character.charCodeAt(0)};`)

/** Text as code, on one line. Nothing in it can end it, and within code GitHub looks for nothing. */
export const codeOf = (text: string): string => {
  const shown = printable(text.toWellFormed())
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  // One space on each side is taken off again, and keeps backticks and the fence apart.
  const space = /^[ `]|[ `]$/.test(shown) || shown === '' ? ' ' : ''
  return `${fence}${space}${shown}${space}${fence}`
}

/** A message on one line: prose, but for values in backticks, which are code. */
export const messageOf = (text: string): string => {
  // Two spaces at the end would break the line.
  const parts = text.trim().split('`')
  if (parts.length % 2 === 0) return proseOf(text.trim())
  return parts.map((part, index) => (index % 2 === 0 ? proseOf(part) : codeOf(part))).join('')
}
