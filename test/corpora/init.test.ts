import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readYamlFile } from '../../src/lesson/read-yaml-file.ts'
import { codeBlocks, textOf } from '../docs/pages.ts'
import { hmaJson } from '../support/cli.ts'
import { cloneCorpus, withCorpus } from '../support/corpora.ts'

const shown = codeBlocks(textOf('README.md'), 'yaml').map(parsed)

function parsed(text: string) {
  return readYamlFile(Buffer.from(text)).value
}

const proposed = async (bundle: string) => {
  await using corpus = await cloneCorpus(bundle, '')
  await rm(join(corpus.directory, 'hma-content.yaml'))
  const { files } = await hmaJson<{ files: { path: string; text: string }[] }>(corpus.directory, [
    'init',
  ])
  return parsed(files.find(({ path }) => path === 'hma-content.yaml')?.text ?? '')
}

withCorpus('glossary', (bundle) =>
  it('proposes for the glossary the configuration that the README shows', async () => {
    expect(shown).toContainEqual(await proposed(bundle))
  }),
)

withCorpus('git-novice', (bundle) =>
  it('proposes for git-novice the configuration that the README shows', async () => {
    expect(shown).toContainEqual(await proposed(bundle))
  }),
)
