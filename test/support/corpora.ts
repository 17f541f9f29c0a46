import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const run = promisify(execFile)

/** Directory with Git bundles of real lesson repositories; undefined where there is none. */
const corpora: string | undefined = process.env.HMA_CORPORA || undefined

/** A clone of a corpus with a configuration beside its lessons. */
export type Corpus = AsyncDisposable & {
  readonly directory: string
  /** What a git command prints. */
  readonly git: (...args: readonly string[]) => Promise<string>
}

/**
 * Defines the tests of a corpus where its bundle is to be had; else one test that says and asserts
 * that it is not.
 */
export const withCorpus = (name: string, define: (bundle: string) => void): void => {
  if (corpora !== undefined) {
    define(join(corpora, `${name}.bundle`))
    return
  }
  process.stdout.write(`HMA_CORPORA is not set: the corpus ${name} is not tested.\n`)
  it(`has no corpus ${name} to test, since HMA_CORPORA is not set`, () => {
    expect(process.env.HMA_CORPORA ?? '').toBe('')
  })
}

/** Clones a bundle into a directory of its own and writes the configuration into it. */
export const cloneCorpus = async (bundle: string, configuration: string): Promise<Corpus> => {
  const directory = await mkdtemp(join(tmpdir(), 'hma-corpus-'))
  await run('git', ['clone', '--quiet', '--branch', 'main', bundle, directory])
  await writeFile(join(directory, 'hma-content.yaml'), configuration)
  return {
    directory,
    git: async (...args) => {
      const { stdout } = await run('git', [...args], { cwd: directory, maxBuffer: 1 << 30 })
      return stdout
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}
