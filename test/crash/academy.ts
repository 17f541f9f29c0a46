import sharp from 'sharp'
import { createRepository, type TestRepository } from '../support/repository.ts'

const configuration = `version: 1
source: { languages: [en, es] }
environments: { local: { distribution: E2QWRUHAPOMQZL } }
media: { widths: [16, 24], formats: [webp, jpeg], thumbnail: 16 }
collections:
  - type: lesson
    files: content/{pillar}/{course}/{slug}/index.md
    translations: content/{pillar}/{course}/{slug}/index.{language}.md
`

const course = 'content/hunt/wind'

const lesson = (title: string, ...paragraphs: readonly string[]): string =>
  `---\ntitle: ${title}\n---\n${paragraphs.join('\n\n')}\n`

const picture = (background: string): Promise<Buffer> =>
  sharp({ create: { width: 40, height: 30, channels: 3, background } })
    .png()
    .toBuffer()

const pdf = (text: string): string => `%PDF-1.4\n% ${text}\n%%EOF\n`

const scent = (words: string): string =>
  lesson(
    'Scent',
    `${words} See [blinds](../blinds/index.md).`,
    '![A plume](plume.png)',
    '[The table](table.pdf)',
  )

/** A repository whose history comes in three pushes, of which the first two take a run past every point. */
export type Academy = {
  readonly source: TestRepository
  /** The last commit of each push. */
  readonly first: string
  readonly second: string
  readonly third: string
}

/**
 * First: three lessons with a picture, a file and a translation. Then, in two commits: an edit, a
 * rename, a deletion, a new lesson with media of its own, and an edited translation. Last, a lesson reworded.
 */
export const createAcademy = async (): Promise<Academy> => {
  const source = await createRepository({
    'hma-content.yaml': configuration,
    'content/hunt/pillar.yaml': 'name: Hunt Strategy\ndescription: Where to be.\n',
    [`${course}/course.yaml`]: 'title: Wind\ndescription: What it does.\ndifficulty: beginner\n',
    [`${course}/thermals/index.md`]: lesson(
      'Thermals',
      'Cold air sinks. See [stands](../stands/index.md).',
      '![Air on a slope](slope.png)',
      '[The chart](chart.pdf)',
    ),
    [`${course}/thermals/slope.png`]: await picture('teal'),
    [`${course}/thermals/chart.pdf`]: pdf('thermals'),
    [`${course}/thermals/index.es.md`]: lesson('Térmicas', 'El aire frío baja.'),
    [`${course}/stands/index.md`]: lesson('Stands', 'Sit downwind of the trail.'),
    [`${course}/calls/index.md`]: lesson('Calls', 'Call softly at dusk.'),
  })
  const first = await source.commit('Add the first lessons')
  await source.write({
    [`${course}/thermals/index.md`]: lesson('Thermals', 'Cold air sinks, warm air rises.'),
    [`${course}/thermals/index.es.md`]: lesson('Térmicas', 'El aire frío baja; el tibio sube.'),
  })
  await source.move(`${course}/stands`, `${course}/blinds`)
  await source.commit('Edit thermals, rename stands')
  await source.remove(`${course}/calls`)
  await source.write({
    [`${course}/scent/index.md`]: scent('Scent rides the wind.'),
    [`${course}/scent/plume.png`]: await picture('olive'),
    [`${course}/scent/table.pdf`]: pdf('scent'),
  })
  const second = await source.commit('Add scent, drop calls')
  await source.write({ [`${course}/scent/index.md`]: scent('Scent rides the wind, and settles.') })
  const third = await source.commit('Say where scent goes')
  return { source, first, second, third }
}
