import type { OpenaiServer } from '../../test/support/openai-server.ts'
import type { TestRepository } from '../../test/support/repository.ts'

/** The texts of each request that a step asked for. */
export type StepCost = { readonly step: string; readonly asked: readonly (readonly string[])[] }

export const editConfiguration =
  'version: 1\ncollections: [{ type: article, files: "en/{slug...}.md" }]\n'

const paragraph = (word: string): string => `${word} `.repeat(220).trim()

const lesson = (name: string, scent: string): string =>
  `# Wind ${name}\n\n${paragraph('gust')} ${name}\n\n## Scent\n\n${paragraph(scent)} ${name}\n\n## Thermals\n\n${paragraph('slope')} ${name}\n`

/** So many lessons of three sections each, with the configuration. */
export const editedLessons = (count: number): Readonly<Record<string, string>> => ({
  'hma-content.yaml': editConfiguration,
  ...Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`en/l${index}.md`, lesson(`${index}`, 'scent')]),
  ),
})

/**
 * Publishes a repository of `editedLessons`, then edits one section of one lesson, reformats it, renames it, moves it, takes the
 * edit back and goes back to the first release; gives what each step asked the server for. `run` runs the program there.
 */
export const measureEdits = async (
  source: TestRepository,
  server: OpenaiServer,
  run: (...args: readonly string[]) => Promise<void>,
): Promise<readonly StepCost[]> => {
  const costs: StepCost[] = []
  const measure = async (step: string, ...args: readonly string[]): Promise<void> => {
    const before = server.asked.length
    await run(...args)
    costs.push({ step, asked: server.asked.slice(before).map(({ input }) => input) })
  }
  const publish = async (step: string): Promise<void> => {
    await source.commit(step)
    await measure(step, 'publish')
  }
  await publish('cold')
  await source.write({ 'en/l0.md': lesson('0', 'odour') })
  await publish('one section edited')
  await source.write({ 'en/l0.md': lesson('0', 'odour').replaceAll('gust gust', 'gust\ngust') })
  await publish('reformatted')
  await source.move('en/l0.md', 'en/breeze.md')
  await publish('renamed')
  await source.move('en/breeze.md', 'en/air/breeze.md')
  await publish('moved')
  await source.write({ 'en/air/breeze.md': lesson('0', 'scent') })
  await publish('edit taken back')
  await measure('rolled back', 'rollback', '1')
  return costs
}
