import { join } from 'node:path'
import { type TranslatedPlan, translatedAcademy } from '../corpus/translated.ts'
import { type DatabaseKind, openTarget } from '../measure/databases.ts'
import { publishWith, runProgram } from '../measure/program.ts'
import type { Sample } from '../measure/samples.ts'
import { publishSample } from './publish.ts'
import { type Measurements, measureInTurn, type Setting } from './task.ts'

const lessons = 10_000
const languages = ['bn', 'de', 'es', 'fr', 'hi', 'it']

/** Edits that were made before; were time to depend on them, the rows would differ. */
const histories = [10, 2_000] as const

/** One lesson of many is changed, each of which is there in six languages: after a short history and after a long one. */
export const measureTranslated = (setting: Setting, kind: DatabaseKind): Promise<Measurements> =>
  measureInTurn(
    histories.map((edits) => ({
      name: `one translated lesson changed, ${kind}, after ${edits} edits`,
      measure: () => measureAfter(setting, kind, { lessons, languages, edits }),
    })),
    1,
    setting.say,
  )

/** How such a change is measured after one history. */
export const measureAfter = async (
  { program, directory, serverUrl, runs }: Setting,
  kind: DatabaseKind,
  plan: TranslatedPlan,
): Promise<readonly Sample[]> => {
  const academy = await translatedAcademy(plan, join(directory, `translated-${plan.edits}-${kind}`))
  const target = await openTarget(kind, directory, serverUrl)
  const run = { ...target, config: academy.config }
  const here = { ...program, repository: academy.repository }
  const samples: Sample[] = []
  try {
    let { outdated = 0 } = (await publishWith(here, run)).published.translations
    for (let number = 1; number <= Math.max(3, runs); number++) {
      await academy.edit(number)
      const { measured, published } = await publishWith(here, run)
      const more = (published.translations.outdated ?? 0) - outdated
      if (more !== plan.languages.length) {
        throw new Error(
          `Expected ${plan.languages.length} translations to be outdated, got ${more}.`,
        )
      }
      outdated += more
      const row = `one of ${plan.lessons.toLocaleString('en')} lessons in ${plan.languages.length} languages changed, after ${plan.edits.toLocaleString('en')} edits`
      const sample = publishSample(row, kind, measured, published)
      samples.push({
        ...sample,
        count: `${more} translations outdated, ${await rowsChanged(here, run)} rows`,
      })
    }
  } finally {
    await target.dispose()
  }
  return samples
}

/** How many rows that readers see the newest release has changed. */
const rowsChanged = async (...[program, run]: Parameters<typeof publishWith>): Promise<number> => {
  const sql =
    'select count(*)::int as rows from pipeline.replaced where sequence = (select max(sequence) from pipeline.releases)'
  const { stdout } = await runProgram(program, run, ['query', '--format', 'json', sql])
  const [row] = JSON.parse(stdout) as readonly { readonly rows: number }[]
  return row?.rows ?? 0
}
