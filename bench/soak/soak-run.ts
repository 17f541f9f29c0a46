import type { Random } from '../corpus/random.ts'
import { median } from '../measure/samples.ts'
import type { Author } from './author.ts'
import { checkRelease, checkSettled, compare, type KnownIds } from './checks.ts'
import type { Publisher } from './publisher.ts'

/** Counts of a soak that goes on. */
export type SoakCounts = {
  pushes: number
  publishes: number
  kills: number
  checks: number
  objects: number
  rebuilds: number
  readonly failures: string[]
}

/** What a soak works with. */
export type SoakSetting = {
  readonly author: Author
  readonly publishers: readonly Publisher[]
  /** An empty target, published to from nothing and thrown away. */
  readonly openEmpty: () => Promise<Publisher>
  readonly random: Random
  readonly counts: SoakCounts
  readonly ids: KnownIds
  readonly say: (text: string) => void
}

const killShare = 0.5

/** Pushes once or twice, and publishes to one target meanwhile; half of these are to be killed. */
export const stir = async (setting: SoakSetting): Promise<void> => {
  const { author, publishers, random, counts } = setting
  await push(author, counts)
  const publisher = random.pick(publishers)
  const running = publishOnce(setting, publisher)
  if (random.chance(0.3)) await push(author, counts)
  await running
  await checking(setting, `release of ${publisher.target.kind}`, () => look(setting, publisher))
}

const push = async (author: Author, counts: SoakCounts): Promise<void> => {
  await author.push()
  counts.pushes += 1
}

const publishOnce = async (
  { random, counts, say }: SoakSetting,
  publisher: Publisher,
): Promise<void> => {
  const usual =
    publisher.runs.length === 0 ? 5 : median(publisher.runs.map(({ seconds }) => seconds))
  const killAfter = random.chance(killShare) ? random.next() * usual * 1100 : null
  counts.publishes += 1
  try {
    const { ended } = await publisher.publish(killAfter)
    if (ended === 'killed') counts.kills += 1
  } catch (error) {
    fail({ counts, say }, `publish to ${publisher.target.kind}`, error)
  }
}

const look = async ({ author, counts, ids }: SoakSetting, publisher: Publisher): Promise<void> => {
  const seen = await checkRelease(publisher, author.modelAt, ids)
  counts.checks += 1
  counts.objects += seen?.objects ?? 0
}

/** Lets every target come to rest at the head, and checks that all of them are whole, settled and equal. */
export const settle = async (setting: SoakSetting, fromNothing: boolean): Promise<void> => {
  const { author, publishers, counts, ids } = setting
  const roots: string[] = []
  const rest = async (publisher: Publisher, name: string): Promise<void> => {
    await checking(setting, name, async () => {
      counts.publishes += 1
      const { published } = await publisher.publish(null)
      const commit = published?.commit ?? ''
      const model = author.modelAt(commit)
      if (model === undefined) throw new Error(`Published ${commit}, which nobody pushed.`)
      await look(setting, publisher)
      await checkSettled(publisher, model)
      const seen = await checkRelease(publisher, author.modelAt, ids)
      roots.push(seen?.root ?? 'none')
    })
  }
  for (const publisher of publishers) await rest(publisher, `rest of ${publisher.target.kind}`)
  if (fromNothing) {
    const empty = await setting.openEmpty()
    await rest(empty, 'publish from nothing')
    await empty.target.dispose()
    counts.rebuilds += 1
  }
  await checking(setting, 'manifests', async () => {
    const [first = 'none'] = roots
    compare(
      'the manifests',
      roots,
      roots.map(() => first),
    )
  })
}

const checking = async (
  setting: SoakSetting,
  name: string,
  check: () => Promise<void>,
): Promise<void> => {
  try {
    await check()
  } catch (error) {
    fail(setting, name, error)
  }
}

const fail = (
  { counts, say }: Pick<SoakSetting, 'counts' | 'say'>,
  name: string,
  error: unknown,
): void => {
  const failure = `after ${counts.pushes} pushes, ${name}: ${error instanceof Error ? error.message : String(error)}`
  counts.failures.push(failure)
  say(`FAILED ${failure}`)
}
