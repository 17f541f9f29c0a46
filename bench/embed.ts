// Measures embedding and search against a local server: `npm run bench:embed -- --help`.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Database } from '../src/database/database.ts'
import { migrate, migrationsDirectory } from '../src/database/migrate.ts'
import { openOpenaiServer } from '../test/support/openai-server.ts'
import { startProgram } from '../test/support/program.ts'
import { createRepository } from '../test/support/repository.ts'
import { type Cost, compareWays } from './embed/compare.ts'
import { editedLessons, measureEdits, type StepCost } from './embed/edit-cost.ts'
import { killOften, onDatabase } from './embed/kill-often.ts'
import {
  type EmbedGroup,
  type EmbedOptions,
  embedUsage,
  readEmbedOptions,
} from './embed/options.ts'
import { openTarget } from './measure/databases.ts'
import { installPeers } from './peers/install.ts'
import {
  editsSection,
  embeddingTable,
  killsSection,
  type NamedFill,
  searchSection,
  waysSection,
} from './report/embedding.ts'
import { busyWarning, describeMachine } from './report/machine.ts'
import { replaceSection } from './report/sections.ts'
import { measureSearch } from './search/measure.ts'

const readme = fileURLToPath(new URL('../README.md', import.meta.url))

const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

/** Gives the address of an empty, migrated database of its own. */
const withAddress = async <T>(
  { databaseUrl }: EmbedOptions,
  use: (address: string) => Promise<T>,
): Promise<T> => {
  const directory = await mkdtemp(join(tmpdir(), 'hma-bench-embed-'))
  const kind = databaseUrl === null ? 'pglite' : 'native'
  const target = await openTarget(kind, directory, databaseUrl)
  const address = target.databaseUrl ?? target.state
  try {
    await onDatabase(address, (database) => migrate(database, migrationsDirectory))
    return await use(address)
  } finally {
    await target.dispose()
    await rm(directory, { recursive: true, force: true })
  }
}

const withDatabase = <T>(options: EmbedOptions, use: (database: Database) => Promise<T>) =>
  withAddress(options, (address) => onDatabase(address, use))

const concurrency = 4
// As an account of OpenAI's has them.
const perMinute = { requests: 10_000, tokens: 10_000_000 }

const measureFills = async (options: EmbedOptions): Promise<readonly NamedFill[]> => {
  const { killed: chunks, kills, latency } = options
  const fill = (more: { kills: number; timeout: number; faultEach: number }) =>
    withAddress(options, (address) =>
      killOften({ address, chunks, concurrency, manners: { latency, perMinute }, ...more }),
    )
  const whole = await fill({ kills: 0, timeout: 60_000, faultEach: 0 })
  const killed = await fill({ kills, timeout: 5_000, faultEach: 20 })
  if (whole.requests > 1.02 * whole.fewestRequests) fail('too many requests without kills')
  for (const { live, right, sold, mostSold, exit } of [whole, killed])
    if (live !== chunks || right !== chunks || sold > mostSold || exit !== 0) fail('a wrong end')
  return [
    { what: `${chunks} chunks`, ...whole },
    { what: `${chunks} chunks, ${kills} kills`, ...killed },
  ]
}

const fail = (what: string): void => {
  say(`Expected otherwise: ${what}`)
  process.exitCode = 1
}

const measureEditing = async ({
  lessons,
  databaseUrl,
}: EmbedOptions): Promise<readonly StepCost[]> => {
  await using server = await openOpenaiServer()
  await using source = await createRepository(editedLessons(lessons))
  const target = await openTarget(
    databaseUrl === null ? 'pglite' : 'native',
    source.directory,
    databaseUrl,
  )
  const variables = {
    OPENAI_API_KEY: 'sk-bench',
    OPENAI_BASE_URL: server.baseUrl,
    ...(target.databaseUrl === null ? {} : { DATABASE_URL: target.databaseUrl }),
  }
  try {
    const costs = await measureEdits(source, server, async (...args) => {
      const { code, stderr } = await startProgram(source.directory, args, variables).ended
      if (code !== 0) throw new Error(`${args[0]} ended with ${code}: ${stderr}`)
    })
    const [, edited, ...others] = costs
    if (edited?.asked.length !== 1 || edited.asked.flat().length !== 1) fail('cost of an edit')
    if (others.some(({ asked }) => asked.length > 0)) fail('cost of what changes no text')
    return costs
  } finally {
    await target.dispose()
  }
}

const measureWays = async (options: EmbedOptions): Promise<readonly Cost[]> => {
  await installPeers(say)
  const { chunks, latency } = options
  const costs = await compareWays(chunks, latency, (use) => withDatabase(options, use))
  if (options.readme) {
    const text = await readFile(readme, 'utf8')
    const name = 'embeddings: written by `npm run bench:embed`'
    await writeFile(readme, replaceSection(text, name, embeddingTable(costs)))
  }
  return costs
}

const sections: Readonly<
  Record<EmbedGroup, (options: EmbedOptions, machine: readonly string[]) => Promise<string>>
> = {
  ways: async (options, machine) => waysSection(await measureWays(options), machine),
  kills: async (options, machine) => killsSection(await measureFills(options), machine),
  edits: async (options, machine) => editsSection(await measureEditing(options), machine),
  search: async (options, machine) => {
    const { search } = options
    const figures = await withDatabase(options, (database) => measureSearch(database, search))
    return searchSection(search, figures, machine)
  },
}

const bench = async (options: EmbedOptions): Promise<void> => {
  for (const group of options.only) {
    say(group)
    const busy = busyWarning()
    const machine = await describeMachine(options.databaseUrl, 'from its source')
    const section = await sections[group](options, busy === null ? machine : [...machine, busy])
    process.stdout.write(`${section}\n\n`)
    const path = resolve(options.output)
    const before = await readFile(path, 'utf8').catch(() => '# Results\n')
    await writeFile(path, replaceSection(before, `embeddings ${group}`, section))
  }
}

const options = readEmbedOptions(process.argv.slice(2), process.env)
if (options === null) process.stdout.write(`${embedUsage}\n`)
else await bench(options)
