import type { Corpus } from '../corpus/corpus.ts'
import type { DatabaseKind } from '../measure/databases.ts'
import type { Program } from '../measure/program.ts'
import type { Sample } from '../measure/samples.ts'

/** What every row is measured with. */
export type Setting = {
  readonly corpus: Corpus
  readonly program: Program
  /** For states and everything else that is thrown away. */
  readonly directory: string
  readonly serverUrl: string | null
  readonly databases: readonly DatabaseKind[]
  readonly runs: number
  readonly say: (text: string) => void
}

/** Something that is measured as often as there are runs. */
export type Task = { readonly name: string; readonly measure: () => Promise<readonly Sample[]> }

/** Samples, and a line for each task that failed and has none. */
export type Measurements = {
  readonly samples: readonly Sample[]
  readonly failures: readonly string[]
}

/**
 * Measures every task once in each run, every other run in the opposite order, so that what one leaves
 * behind (caches, a warm disk, heat) helps or hurts no task more than another.
 */
export const measureInTurn = async (
  tasks: readonly Task[],
  runs: number,
  say: (text: string) => void,
): Promise<Measurements> => {
  const samples: Sample[] = []
  const failures: string[] = []
  for (let run = 0; run < runs; run++) {
    for (const task of run % 2 === 0 ? tasks : tasks.toReversed()) {
      say(`run ${run + 1} of ${runs}: ${task.name}`)
      try {
        samples.push(...(await task.measure()))
      } catch (error) {
        failures.push(`${task.name}: ${String(error).split('\n')[0]}`)
      }
    }
  }
  return { samples, failures }
}
