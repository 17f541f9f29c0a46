import { contentTypes } from '../lesson/lesson.ts'

/** The parts of a path: its directories, and its name without the ending of Markdown. */
export type ContentPath = {
  readonly path: string
  readonly directories: readonly string[]
  readonly base: string
  readonly extension: '.md' | '.markdown'
}

/** A Markdown file's path in parts; null where it is none. */
export const contentPath = (path: string): ContentPath | null => {
  const segments = path.split('/')
  const [, base, extension] = /^(.+)(\.md|\.markdown)$/.exec(segments.at(-1) ?? '') ?? []
  return base === undefined
    ? null
    : {
        path,
        directories: segments.slice(0, -1),
        base,
        extension: extension as ContentPath['extension'],
      }
}

// What stands beside code on every host, in any language: `README.md`, `README.es.md`.
const companion =
  /^(?:readme|contributing|changelog|changes|history|code[-_]of[-_]conduct|conduct|licen[cs]e|copying|security|support|governance|maintainers|authors|contributors|funding|roadmap|pull_request_template|issue_template)(?:[._-][a-z]{2,3}(?:-[a-z0-9]+)*)?$/i

const anywhere = /^(?:\..*|node_modules|vendor|_drafts|_includes|_layouts|_site|__tests__)$/
const atTop =
  /^(?:archetypes|layouts|themes|templates|tests?|fixtures|testdata|dist|build|target|versioned_docs)$/

/**
 * Whether a Markdown file is about the repository, not part of what it teaches: read-me files, whatever lies in
 * hidden directories, drafts, themes, what was installed or built. In lower case such a name may be a lesson's.
 */
export const isAboutRepository = ({ directories, base }: ContentPath): boolean =>
  directories.some((name) => anywhere.test(name)) ||
  atTop.test(directories[0] ?? '') ||
  (companion.test(base) &&
    (directories.length === 0 || base === base.toUpperCase() || /^README/.test(base)))

/** Whether a file is the page of a directory in the manner of Hugo, not a lesson by itself. */
export const isSectionPage = (base: string): boolean => /^_index(?:\.|$)/.test(base)

/** Whether a file is named for what it is, `index` or a type, so that its directory has the name of the lesson. */
export const isNamedForType = (base: string): boolean =>
  base === 'index' || contentTypes.some((type) => type === base)
