import { type Point, pointChannel } from '../../src/point.ts'
import { importCommits } from '../corpus/fast-import.ts'
import { git } from '../corpus/git.ts'
import { type DatabaseKind, openTarget, type Target } from '../measure/databases.ts'
import { type Published, publishWith, runProgram } from '../measure/program.ts'
import type { Sample } from '../measure/samples.ts'
import { historyRow, publishSample } from './publish.ts'
import { type Measurements, measureInTurn, type Setting } from './task.ts'

export const nothingRow = 'nothing changed'
export const oneRow = 'one lesson changed'
export const durableRow = 'one lesson changed, durable'
export const freshnessRow = 'freshness of every translation (`plan`)'

/** Which of the rows that begin with something published are wanted. */
export type IncrementalRows = {
  readonly history: boolean
  readonly nothing: boolean
  readonly one: boolean
  readonly freshness: boolean
}

/**
 * Publishes once into an empty target (the whole history, or the head alone where that row is not
 * wanted), then measures what a next run takes. A row that fails takes no other one with it.
 */
export const measureIncremental = async (
  setting: Setting,
  kind: DatabaseKind,
  wanted: IncrementalRows,
): Promise<Measurements> => {
  const { corpus, directory, serverUrl } = setting
  const target = await openTarget(kind, directory, serverUrl)
  const head = await git(corpus.repository, 'rev-parse', corpus.branch)
  const config = corpus.configs[wanted.history ? 'full' : 'head']
  const step: Step = { setting, target, config, kind }
  const rows: readonly (readonly [string, boolean, (step: Step) => Promise<readonly Sample[]>])[] =
    [
      [historyRow, true, wanted.history ? measureHistory : publishHead],
      [nothingRow, wanted.nothing, measureNothing],
      [oneRow, wanted.one, measureOne],
      [freshnessRow, wanted.freshness, measureFreshness],
    ]
  const tasks = rows
    .filter(([, isWanted]) => isWanted)
    .map(([name, , measure]) => ({ name: `${name}, ${kind}`, measure: () => measure(step) }))
  try {
    return await measureInTurn(tasks, 1, setting.say)
  } finally {
    await target.dispose()
    await git(corpus.repository, 'update-ref', `refs/heads/${corpus.branch}`, head)
  }
}

const measureHistory = async ({
  setting,
  target,
  config,
  kind,
}: Step): Promise<readonly Sample[]> => {
  const { measured, published } = await publishWith(setting.program, { ...target, config })
  return [publishSample(historyRow, kind, measured, published)]
}

/** A start for the rows that follow, where the history is not wanted. */
const publishHead = async ({ setting, target, config }: Step): Promise<readonly Sample[]> => {
  await publishWith(setting.program, { ...target, config })
  return []
}

type Step = {
  readonly setting: Setting
  readonly target: Target
  readonly config: string
  readonly kind: DatabaseKind
}

const measureNothing = async ({
  setting,
  target,
  config,
  kind,
}: Step): Promise<readonly Sample[]> => {
  const samples: Sample[] = []
  for (let run = 0; run < Math.max(3, setting.runs); run++) {
    setting.say(`${nothingRow}, ${kind}, ${run + 1}`)
    const { measured, published } = await publishWith(setting.program, { ...target, config })
    const { create = 0, update = 0 } = published.items
    if (create + update > 0)
      throw new Error('A second publish of the same commit changed something.')
    samples.push(publishSample(nothingRow, kind, measured, published))
  }
  return samples
}

const leastEdits = 5

const recorded: Point = 'recorded'

// Loaded before the program. No file of ours: to take the types out of one takes 0.1 s.
const tellRecorded = `data:text/javascript,${encodeURIComponent(`
  import { subscribe } from 'node:diagnostics_channel'
  subscribe('${pointChannel}', (point) => {
    if (point === '${recorded}') process.stderr.write('recorded at ' + Date.now() + '\\n')
  })`)}`

/** Seconds from the start of a process until what it read was committed to the database, as it says itself. */
const durableSeconds = (begun: number, stderr: string): number => {
  const at = /^recorded at (\d+)$/m.exec(stderr)?.[1]
  if (at === undefined) throw new Error('Expected the program to say when it had recorded.')
  return (Number(at) - begun) / 1000
}

const measureOne = async (step: Step): Promise<readonly Sample[]> => {
  const { setting, target, config, kind } = step
  const variables = { ...setting.program.variables, NODE_OPTIONS: `--import=${tellRecorded}` }
  const program = { ...setting.program, variables }
  const samples: Sample[] = []
  for (let run = 0; run < Math.max(leastEdits, setting.runs); run++) {
    setting.say(`${oneRow}, ${kind}, ${run + 1}`)
    await editOne(step, run)
    const begun = Date.now()
    const { measured, published } = await publishWith(program, { ...target, config })
    if (published.versions !== 1) throw new Error(`One edit made ${published.versions} versions.`)
    const sample = publishSample(oneRow, kind, measured, published)
    const seconds = durableSeconds(begun, measured.stderr)
    const durable = { row: durableRow, seconds, stages: null }
    samples.push({ ...sample, ...durable }, sample)
  }
  return samples
}

/** Commits a new last paragraph of one lesson, another lesson for every number. */
const editOne = async ({ setting: { corpus } }: Step, number: number): Promise<void> => {
  const { repository, branch } = corpus
  const items = corpus.files.filter(({ kind, bytes }) => kind === 'item' && bytes < 100_000)
  const file = items[Math.floor(((number + 0.5) / 12) * items.length) % items.length]
  if (file === undefined) throw new Error('Expected a lesson to edit.')
  const text = await git(repository, 'cat-file', 'blob', `${branch}:${file.path}`)
  const content = `${text}\n\nThe bench wrote this paragraph, number ${number + 1}.\n`
  const parent = await git(repository, 'rev-parse', branch)
  const time = Number(await git(repository, 'log', '-1', '--format=%ct', branch)) + 60
  const author = 'Bench <bench@example.org>'
  const changes = [{ kind: 'write', path: file.path, content } as const]
  await importCommits(
    { repository, branch },
    [{ message: 'Edit one lesson', author, time, changes }],
    parent,
  )
}

/** `plan` of a commit that is recorded: judges every translation against the source it was made from. */
const measureFreshness = async (step: Step): Promise<readonly Sample[]> => {
  const { setting, target, config, kind } = step
  if (!setting.corpus.files.some((file) => file.kind === 'translation')) return []
  const samples: Sample[] = []
  for (let run = 0; run < Math.max(3, setting.runs); run++) {
    setting.say(`${freshnessRow}, ${kind}, ${run + 1}`)
    const args = ['plan', '--format', 'json']
    const { seconds, peakBytes, stdout } = await runProgram(
      setting.program,
      { ...target, config },
      args,
    )
    const { current = 0, outdated = 0 } = (JSON.parse(stdout) as Published).translations
    const count = `${current} current, ${outdated} outdated`
    samples.push({ row: freshnessRow, where: kind, seconds, peakBytes, stages: null, count })
  }
  return samples
}
