import { translationsOf } from '../corpus/corpus.ts'
import type { Sample } from '../measure/samples.ts'
import type { RowGroup } from '../options.ts'
import { preparePeers } from '../peers/tasks.ts'
import { floorTask, historyFloorTask } from './floor.ts'
import { measureIncremental } from './incremental.ts'
import { headTask } from './publish.ts'
import { type Measurements, measureInTurn, type Setting, type Task } from './task.ts'
import { measureTranslated } from './translated.ts'
import { validateTasks } from './validate.ts'

/** Measures all rows that are wanted: those from nothing in turn with the other tools, then those that go on from something. */
export const measureAll = async (
  setting: Setting,
  only: ReadonlySet<RowGroup>,
): Promise<{ readonly samples: readonly Sample[]; readonly remarks: readonly string[] }> => {
  const { runs, say, databases } = setting
  const peers = only.has('peers')
    ? await preparePeers(setting)
    : { tasks: [], slow: [], remarks: [] }
  const tasks: readonly Task[] = [
    await floorTask(setting),
    ...(only.has('history') ? [await historyFloorTask(setting)] : []),
    ...(only.has('validate') ? validateTasks(setting) : []),
    ...(only.has('head') ? databases.map((kind) => headTask(setting, kind)) : []),
    ...peers.tasks,
  ]
  const cold = await measureInTurn(tasks, runs, say)
  const slow = await measureInTurn(peers.slow, 1, say)
  const later = await measureLater(setting, only)
  const untranslated =
    only.has('freshness') && translationsOf(setting.corpus) === 0
      ? ['Nothing is translated here, so there is no row of freshness.']
      : []
  const failures = [...cold.failures, ...slow.failures, ...later.failures]
  return {
    samples: [...cold.samples, ...slow.samples, ...later.samples],
    remarks: [
      ...peers.remarks,
      ...untranslated,
      ...failures.map((failure) => `No figure: ${failure}`),
    ],
  }
}

const measureLater = async (
  setting: Setting,
  only: ReadonlySet<RowGroup>,
): Promise<Measurements> => {
  const wanted = {
    history: only.has('history'),
    nothing: only.has('nothing'),
    one: only.has('one'),
    freshness: only.has('freshness'),
  }
  const all: Measurements[] = []
  if (Object.values(wanted).includes(true)) {
    for (const kind of setting.databases) all.push(await measureIncremental(setting, kind, wanted))
  }
  if (only.has('translated')) {
    for (const kind of setting.databases) all.push(await measureTranslated(setting, kind))
  }
  return {
    samples: all.flatMap(({ samples }) => samples),
    failures: all.flatMap(({ failures }) => failures),
  }
}
