import { type DatabaseKind, openTarget } from '../measure/databases.ts'
import { type Published, publishWith } from '../measure/program.ts'
import type { Measured } from '../measure/run-process.ts'
import type { Sample } from '../measure/samples.ts'
import type { Setting, Task } from './task.ts'

export const headRow = 'head published, cold'
export const recordedRow = 'head recorded, cold'
export const historyRow = 'whole history published, cold'

// Up to here a run records; what follows makes a release of what was recorded.
const recordingStages = new Set(['read', 'parse', 'validate', 'plan', 'record'])

/** Publishes the head alone (`history: head`) into an empty target. */
export const headTask = (setting: Setting, kind: DatabaseKind): Task => ({
  name: `${headRow}, ${kind}`,
  measure: async () => {
    const { corpus, program, directory, serverUrl } = setting
    const target = await openTarget(kind, directory, serverUrl)
    try {
      const run = { ...target, config: corpus.configs.head }
      const { measured, published } = await publishWith(program, run)
      const sample = publishSample(headRow, kind, measured, published)
      return [
        { ...sample, row: recordedRow, seconds: recordingSeconds(published), stages: null },
        sample,
      ]
    } finally {
      await target.dispose()
    }
  },
})

const recordingSeconds = ({ stages }: Published): number =>
  Object.entries(stages).reduce(
    (sum, [name, seconds]) => (recordingStages.has(name) ? sum + seconds : sum),
    0,
  )

/** What one publish came to, as a sample. */
export const publishSample = (
  row: string,
  where: string,
  { seconds, peakBytes }: Measured,
  { stages, peakMemoryBytes, items, versions }: Published,
): Sample => ({
  row,
  where,
  seconds,
  peakBytes: peakMemoryBytes ?? peakBytes,
  stages: { 'start and end': startAndEnd(seconds, stages), ...stages },
  count: publishCount(items, versions),
})

// The rest of the wall time: loading the program, opening the database, migrations, closing.
const startAndEnd = (seconds: number, stages: Published['stages']): number =>
  Math.max(0, seconds - Object.values(stages).reduce((sum, one) => sum + one, 0))

const publishCount = (items: Published['items'], versions: number): string => {
  const changed = (items.create ?? 0) + (items.update ?? 0)
  return `${changed.toLocaleString('en')} items, ${versions.toLocaleString('en')} versions`
}
