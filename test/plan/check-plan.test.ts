import { describe, expect, it } from 'vitest'
import { checkPlan } from '../../src/line/check-plan.ts'
import { openPlanner, type Planned } from '../support/planner.ts'
import { at, lesson } from '../support/replay.ts'
import { createRepository } from '../support/repository.ts'

const check = ({ plan, recorded }: Planned, massChange: 'allow' | 'refuse' = 'refuse') =>
  checkPlan(plan, recorded, { massChange })

const manyLessons = (count: number): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [at(`l${index}`), lesson({}, `Lesson ${index}.`)]),
  )

/** The plan of a push that takes away the first lessons of many. */
const planOfRemoval = async (count: number, removed: number): Promise<Planned> => {
  await using source = await createRepository(manyLessons(count))
  await source.commit()
  const next = await openPlanner(source)
  await next()
  await source.remove(...Array.from({ length: removed }, (_, index) => `p/c/l${index}`))
  await source.commit()
  return await next()
}

describe('checkPlan', () => {
  it.each([
    ['21 of 80', 80, 21, true],
    ['20 of 40', 40, 20, false],
    ['21 of 84', 84, 21, false],
  ])('on taking down %s', async (_, count, removed, refuses) => {
    const planned = await planOfRemoval(count, removed)
    if (refuses) expect(() => check(planned)).toThrow(expect.objectContaining({ code: 'REFUSED' }))
    else expect(() => check(planned)).not.toThrow()
    expect(() => check(planned, 'allow')).not.toThrow()
  })

  it('compares what is live with what is to be, not single commits', async () => {
    await using source = await createRepository(manyLessons(30))
    await source.commit()
    const next = await openPlanner(source)
    await next()
    await source.remove('p')
    await source.commit()
    await source.write(manyLessons(30))
    await source.commit()
    const planned = await next()
    expect(() => check(planned)).not.toThrow()
    expect(planned.plan.render).toEqual([])
  })

  it('refuses a commit in which nothing is ours', async () => {
    await using source = await createRepository({ 'readme.txt': 'x' })
    await source.commit()
    const planned = await (await openPlanner(source))()
    expect(() => check(planned, 'allow')).toThrow(expect.objectContaining({ code: 'REFUSED' }))
  })

  it('refuses two files with one identity, naming one of them', async () => {
    await using source = await createRepository({
      [at('a')]: lesson({ slug: 'x' }, 'A.'),
      [at('b')]: lesson({ slug: 'x' }, 'B.'),
    })
    await source.commit()
    const planned = await (await openPlanner(source))()
    expect(() => check(planned, 'allow')).toThrow(at('b'))
  })

  it('lets a lesson of its own fault through', async () => {
    await using source = await createRepository({ [at('a')]: '---\ntitle: "A\n---\n' })
    await source.commit()
    const planned = await (await openPlanner(source))()
    expect(() => check(planned)).not.toThrow()
  })
})
