import { expect, it } from 'vitest'
import { publish } from '../support/articles.ts'
import { createPublished, hma, rowsOf } from '../support/cli.ts'
import type { TestRepository } from '../support/repository.ts'

const createCourses = (pattern: string, lessons: Readonly<Record<string, string>>) =>
  createPublished({
    'hma-content.yaml': `version: 1\ncollections:\n  - type: lesson\n    files: '${pattern}'\n`,
    ...lessons,
  })

const lessonsIn = ({ directory }: TestRepository) =>
  rowsOf(
    directory,
    `select pillar.slug as pillar, course.slug as course, lesson.slug, lesson.title
     from education.lessons as lesson
     join education.courses as course on course.id = lesson.course_id
     join education.pillars as pillar on pillar.id = course.pillar_id
     where lesson.is_published order by 1, 2, 3`,
  )

it('tells lessons of one course apart that have one name in two units', async () => {
  const long = 'z'.repeat(180)
  await using source = await createCourses('{pillar}/{course}/{unit...}/{slug}.md', {
    'calls/elk/one/intro.md': '# First steps\n\nListen.\n',
    'calls/elk/two/intro.md': '# Second steps\n\nListen longer.\n',
    [`calls/elk/${long}/${long}/${long}.md`]: '# The last\n\nListen on.\n',
  })
  const course = { pillar: 'calls', course: 'elk' }
  expect(await lessonsIn(source)).toEqual([
    { ...course, slug: 'one/intro', title: 'First steps' },
    { ...course, slug: 'two/intro', title: 'Second steps' },
    { ...course, slug: `${long}/${long}/${long}`, title: 'The last' },
  ])
  await source.write({ 'calls/elk/two/intro.md': '# Second steps\n\nListen long.\n' })
  await source.commit('Reword a lesson')
  await publish(source)
  expect(await lessonsIn(source)).toMatchObject([
    { slug: 'one/intro' },
    { slug: 'two/intro' },
    { slug: `${long}/${long}/${long}` },
  ])
  expect(await hma(source.directory, ['verify'])).toMatchObject({ code: 0 })
})

it('publishes slugs of as many parts as a path may have', async () => {
  const part = 'z'.repeat(190)
  const deepest = [...Array.from({ length: 11 }, () => part), 'a'].join('/')
  await using source = await createPublished({
    'hma-content.yaml':
      "version: 1\ncollections: [{ type: article, files: '{pillar...}/{slug}.md' }]\n",
    [`${deepest}.md`]: '# Deep\n\nFar down.\n',
  })
  const slugs = 'select item.slug, pillar.slug as pillar from content_mgmt.content_items as item'
  expect(
    await rowsOf(
      source.directory,
      `${slugs} join education.pillars as pillar on pillar.id = pillar_id`,
    ),
  ).toEqual([{ slug: deepest, pillar: deepest.slice(0, -2) }])
  await source.move(`${deepest}.md`, 'p/a.md')
  await source.commit('Move it up')
  await publish(source)
  expect(await rowsOf(source.directory, 'select slug from content_mgmt.redirects')).toEqual([
    { slug: deepest },
  ])
})

it('leaves a lesson in its course while the file that has moved to another is at fault', async () => {
  const deer = '# Deer\n\nA deer grunts.\n\nIt bleats.\n\nIt snorts.\n\nIt wheezes.\n'
  await using source = await createCourses('{pillar}/{course}/{slug}.md', {
    'calls/deer/intro.md': deer,
    'calls/elk/intro.md': '# Elk\n\nAn elk bugles.\n',
  })
  const before = await lessonsIn(source)
  await source.remove('calls/deer/intro.md')
  await source.write({ 'calls/elk/second.md': `---\ntitle: [\n---\n${deer}` })
  await source.commit('Move a lesson and break it')
  expect(await publish(source, 1)).toMatchObject({ items: { quarantine: 1, archive: 0 } })
  await source.write({ 'calls/elk/third.md': '# Third\n\nText.\n' })
  await source.commit('Add a lesson')
  await publish(source)
  const third = { pillar: 'calls', course: 'elk', slug: 'third', title: 'Third' }
  expect(await lessonsIn(source)).toEqual([...before, third])
  await source.write({ 'calls/elk/second.md': deer })
  await source.commit('Mend it')
  await publish(source)
  expect(await lessonsIn(source)).toMatchObject([
    { course: 'elk', slug: 'intro', title: 'Elk' },
    { course: 'elk', slug: 'second', title: 'Deer' },
    { course: 'elk', slug: 'third' },
  ])
})
