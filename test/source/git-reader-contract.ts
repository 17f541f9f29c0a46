import { describe } from 'vitest'
import { commitContract } from './commit-contract.ts'
import { contentContract } from './content-contract.ts'
import { namesContract } from './names-contract.ts'
import type { OpenReader } from './read-by-git.ts'
import { workTreeContract } from './work-tree-contract.ts'

/** What every reader of Git must do; `open` opens a directory through it. */
export const gitReaderContract = (name: string, open: OpenReader): void => {
  describe(`${name} finds commits`, () => namesContract(open))
  describe(`${name} reads a commit`, () => commitContract(open))
  describe(`${name} reads content`, () => contentContract(open))
  describe(`${name} reads a work tree`, () => workTreeContract(open))
}
