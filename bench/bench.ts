// Measures hma-content and others on the same files: `npm run bench -- --help`.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CorpusSource, openCorpus } from './corpus/corpus.ts'
import { generatedSource } from './corpus/generate.ts'
import { buildPackage } from './measure/package.ts'
import { summariseSamples } from './measure/samples.ts'
import { type BenchOptions, readOptions, usage } from './options.ts'
import { busyWarning, describeMachine } from './report/machine.ts'
import { type Results, resultsSection } from './report/results.ts'
import { replaceSection } from './report/sections.ts'
import { shortTable } from './report/short-table.ts'
import { measureAll } from './rows/measure-all.ts'
import type { Setting } from './rows/task.ts'

const readme = fileURLToPath(new URL('../README.md', import.meta.url))

const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

const sourceOf = async (options: BenchOptions, directory: string): Promise<CorpusSource> => {
  const { repository, config, seed, lessons, commits } = options
  if (repository === null) return generatedSource({ seed, lessons, commits }, directory)
  const path = resolve(repository)
  // A configuration of the bench's own has the repository's name.
  const name = basename(config ?? path, config === null ? '' : '.yaml')
  return {
    key: name,
    title: name,
    repository: path,
    config: resolve(config ?? join(path, 'hma-content.yaml')),
  }
}

const bench = async (options: BenchOptions, directory: string): Promise<Results> => {
  const busy = busyWarning()
  const machine = await describeMachine(options.serverUrl)
  const remarks = busy === null ? [] : [busy]
  for (const remark of remarks) say(remark)
  if (options.serverUrl === null) {
    remarks.push('HMA_BENCH_DATABASE_URL was not set, so the rows on a native server are missing.')
  }
  say('building the package')
  const program = await buildPackage(join(directory, 'package'))
  say('preparing the corpus')
  const corpus = await openCorpus(await sourceOf(options, directory), directory)
  const setting: Setting = {
    ...options,
    corpus,
    program: { path: program, repository: corpus.repository, home: join(directory, 'home') },
    directory,
    say,
  }
  const measured = await measureAll(setting, options.only)
  const rows = summariseSamples(measured.samples)
  return { corpus, rows, machine, remarks: [...remarks, ...measured.remarks] }
}

const write = async (results: Results, { output, readme: short }: BenchOptions): Promise<void> => {
  const path = resolve(output)
  const before = await readFile(path, 'utf8').catch(() => '# Results\n')
  const section = resultsSection(results)
  await writeFile(path, replaceSection(before, `corpus: ${results.corpus.key}`, section))
  process.stdout.write(`${section}\n`)
  if (!short) return
  const marked = replaceSection(
    await readFile(readme, 'utf8'),
    'bench: written by `npm run bench`',
    shortTable(results),
  )
  await writeFile(readme, marked)
}

const options = readOptions(process.argv.slice(2), process.env)
if (options === null) process.stdout.write(`${usage}\n`)
else {
  const directory = await mkdtemp(join(tmpdir(), 'hma-bench-'))
  try {
    await write(await bench(options, directory), options)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
