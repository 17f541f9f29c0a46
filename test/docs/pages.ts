import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's own directory. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url))

/** A page of documentation: its path from the project's directory, and its text. */
export type Page = { readonly path: string; readonly text: string }

/** A file of the project as text. */
export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8')

/** Every page of documentation. */
export const pages: readonly Page[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].map((path) => ({ path, text: textOf(path) }))

/** The contents of a page's fenced code blocks of one language, in order. */
export const codeBlocks = (text: string, language: string): readonly string[] =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, name, code]) =>
    name === language && code !== undefined ? [code] : [],
  )

const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```$/gm, '')

/** Names in backticks, outside code blocks. */
export const codeNames = (text: string): readonly string[] =>
  [...withoutCode(text).matchAll(/`([^`\n]+)`/g)].map(([, name]) => name ?? '')

// A path of this project, as prose names it: `src/lesson/links.ts`, `test/<room>/` is none.
const ownPath = /^(?:src|test|docs|schemas|bin|content|\.ci|\.github)\/[\w./-]*$/

/** What a page links to or names in backticks that is not there. */
export const deadPaths = ({ path, text }: Page): readonly string[] => {
  const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^(?:https:|#)/.test(target))
    .map((target) => join(dirname(path), target.replace(/#.*$/, '')))
  const named = codeNames(text).filter((name) => ownPath.test(name))
  return [...links, ...named].filter((target) => !existsSync(join(root, target)))
}

/** Cells of a page's table rows, by the name in backticks that the first cell holds. */
export const tableRows = (text: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...text.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)].map(([, name, rest]) => [
      name ?? '',
      (rest ?? '').split('|').map((cell) => cell.trim()),
    ]),
  )
