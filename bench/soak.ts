// An hour of random edits, pushes and kills, with checks: `npm run soak -- --minutes 60 --seed 1`.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { academyConfig } from './corpus/generate.ts'
import { git } from './corpus/git.ts'
import { seededRandom } from './corpus/random.ts'
import { openTarget } from './measure/databases.ts'
import { buildPackage } from './measure/package.ts'
import { wholeNumber } from './options.ts'
import { describeMachine } from './report/machine.ts'
import { replaceSection } from './report/sections.ts'
import { openAuthor } from './soak/author.ts'
import { openPublisher, type Publisher } from './soak/publisher.ts'
import { type SoakCounts, type SoakSetting, settle, stir } from './soak/soak-run.ts'
import { type SoakOutcome, soakSection } from './soak/summary.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    lessons: { type: 'string', default: '60' },
    output: { type: 'string', default: 'bench/RESULTS.md' },
  },
})
const minutes = wholeNumber('minutes', values.minutes, 1)
const seed = wholeNumber('seed', values.seed, 0)
const serverUrl = process.env.HMA_BENCH_DATABASE_URL || null

const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

const open = async (directory: string, counts: SoakCounts): Promise<SoakSetting> => {
  say('building the package')
  const path = await buildPackage(join(directory, 'package'))
  const repository = join(directory, 'published')
  await git(directory, 'init', '--quiet', '--bare', '--initial-branch=main', repository)
  const config = join(directory, 'soak.yaml')
  await writeFile(config, JSON.stringify(academyConfig))
  const program = { path, repository, home: join(directory, 'home') }
  const openOn = async (kind: 'pglite' | 'native'): Promise<Publisher> =>
    openPublisher(program, config, await openTarget(kind, directory, serverUrl))
  const author = await openAuthor(
    seed,
    wholeNumber('lessons', values.lessons, 1),
    directory,
    repository,
  )
  const publishers = [
    await openOn('pglite'),
    ...(serverUrl === null ? [] : [await openOn('native')]),
  ]
  const openEmpty = (): Promise<Publisher> => openOn(serverUrl === null ? 'pglite' : 'native')
  const random = seededRandom(seed, 7)
  return { author, publishers, openEmpty, random, counts, ids: new Map(), say }
}

// Publishing everything from nothing takes longer than a check, and the longer the history the more.
const checksPerRebuild = 10

const soak = async (setting: SoakSetting): Promise<void> => {
  const start = performance.now()
  const elapsed = (): number => (performance.now() - start) / 60_000
  for (let check = 1; elapsed() < minutes; check++) {
    while (elapsed() < Math.min(check, minutes)) await stir(setting)
    await settle(setting, check % checksPerRebuild === 1)
    const { pushes, publishes, kills, checks, failures } = setting.counts
    say(
      `minute ${elapsed().toFixed(1)}: ${pushes} pushes, ${publishes} publishes, ${kills} killed, ${checks} checks, ${failures.length} failures`,
    )
  }
  await settle(setting, true)
}

const outcomeOf = (
  setting: SoakSetting,
  spent: number,
  machine: readonly string[],
): SoakOutcome => {
  const { counts, author, publishers } = setting
  return {
    ...counts,
    minutes: spent,
    seed,
    commits: author.commits(),
    edits: author.edits(),
    runs: Object.fromEntries(publishers.map(({ target, runs }) => [target.kind, runs])),
    machine,
  }
}

const counts: SoakCounts = {
  pushes: 0,
  publishes: 0,
  kills: 0,
  checks: 0,
  objects: 0,
  rebuilds: 0,
  failures: [],
}
const directory = await mkdtemp(join(tmpdir(), 'hma-soak-'))
const machine = await describeMachine(serverUrl)
const setting = await open(directory, counts)
try {
  const start = performance.now()
  await soak(setting)
  const section = soakSection(outcomeOf(setting, (performance.now() - start) / 60_000, machine))
  const path = resolve(values.output)
  const before = await readFile(path, 'utf8').catch(() => '# Results\n')
  await writeFile(path, replaceSection(before, 'soak', section))
  process.stdout.write(`${section}\n`)
} finally {
  if (counts.failures.length === 0) {
    for (const { target } of setting.publishers) await target.dispose()
    await rm(directory, { recursive: true, force: true })
  } else {
    process.exitCode = 1
    say(`What it worked on is left in ${directory}, and its databases are left too.`)
  }
}
