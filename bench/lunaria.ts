// Puts what hma-content says of each translation of the cloud native glossary beside what Lunaria says of it, and explains
// every difference by the commit that makes it: `npm run bench:lunaria -- <clone of the glossary>`.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { collectionShape } from '../src/authoring/collection-shape.ts'
import { readConfig } from '../src/config.ts'
import { countTable, type Difference, differenceTables } from './freshness/differences.ts'
import { explain } from './freshness/explain.ts'
import { judgeBoth } from './freshness/judgements.ts'
import { replaceSection } from './report/sections.ts'

const page = fileURLToPath(new URL('../docs/translations.md', import.meta.url))

const languages = 'en bn de es fr hi it ja ko pt-br ru tr ur vi zh-cn zh-tw'.split(' ')

const configuration = `version: 1
source: { languages: [${languages.join(', ')}] }
collections:
  - type: article
    files: en/{slug}.md
    translations: "{language}/{slug}.md"
`

const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

const compare = async (repository: string, directory: string): Promise<void> => {
  const config = join(directory, 'glossary.yaml')
  await writeFile(config, configuration)
  const judged = { repository, config, state: join(directory, 'state'), languages }
  const judgements = await judgeBoth(judged, say)
  const [collection] = readConfig({ cwd: repository, config }, {}).collections
  if (collection === undefined) throw new Error('Expected a collection.')
  const differences: Difference[] = []
  for (const judgement of judgements) {
    if (judgement.ours === judgement.theirs) continue
    const explanation = await explain(repository, collectionShape(collection), judgement)
    differences.push({ judgement, explanation })
  }
  const text = `${countTable(judgements)}\n\n${await differenceTables(repository, differences)}`
  const written = replaceSection(
    await readFile(page, 'utf8'),
    'lunaria: written by `npm run bench:lunaria`',
    text,
  )
  await writeFile(page, written)
  process.stdout.write(`${text}\n`)
}

const [repository] = process.argv.slice(2)
if (repository === undefined) say('Expected the path of a clone of the glossary.')
else {
  const directory = await mkdtemp(join(tmpdir(), 'hma-lunaria-'))
  try {
    await compare(resolve(repository), directory)
  } finally {
    await rm(directory, { recursive: true })
  }
}
