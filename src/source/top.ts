import { ContentError } from '../errors.ts'

/** What is thrown where a directory lies below the top of a repository. */
export const belowTop = (directory: string, top: string): ContentError =>
  new ContentError(
    'CONFIG',
    `Expected the top of a repository, got \`${directory}\` below \`${top}\``,
    { hint: 'Run it at the top, or name the top.' },
  )

/** What is thrown where neither a directory nor one above it is a repository. */
export const noRepository = (message: string, cause?: unknown): ContentError =>
  new ContentError('GIT', message, { hint: noRepositoryHint, cause })

/** What to do where there is no repository. */
export const noRepositoryHint =
  'Run it at the top of a clone of the content repository, or name one; `git init` begins a new one.'
