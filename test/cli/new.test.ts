import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/diagnostic.ts'
import { isUuid } from '../../src/identifier.ts'
import { textOf } from '../docs/pages.ts'
import { hma, hmaJson, rowsOf, seedState } from '../support/cli.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const academy = {
  'schema.json': textOf('schemas/lesson.schema.json'),
  'authors.yaml': `authors:
  - id: 8c5eb83b-1f64-4f49-9a5d-c574a8327fa9
    key: ruth-okafor
    name: Ruth Okafor
    emails: [ruth@example.org]
  - id: 4a8a1f3e-0c64-4c0b-9a4e-6f0f6d0f6c11
    key: lars
    name: Lars Ek
    emails: [lars@example.org]
`,
  'hma-content.yaml': `version: 1
source: { languages: [en, es, pt-BR] }
authors: authors.yaml
collections:
  - type: lesson
    files: 'lessons/{pillar}/{course}/{slug}/index.md'
    translations: 'lessons/{pillar}/{course}/{slug}/index.{language}.md'
    schema: schema.json
  - { type: article, name: notes, files: 'notes/{slug...}.md', translations: '{language}/{slug...}.md' }
  - { type: article, name: news, files: 'news/{slug}.md' }
`,
}

/** A home directory whose owner's commits are Ruth's; it lies where Git does not look for content. */
const homeOfRuth = async ({ directory }: TestRepository): Promise<{ readonly HOME: string }> => {
  const HOME = join(directory, '.git/home')
  await mkdir(HOME)
  await writeFile(join(HOME, '.gitconfig'), '[user]\nname = R\nemail = Ruth@example.org\n')
  return { HOME }
}

type Written = { readonly written: readonly string[]; readonly remarks: readonly string[] }

const contentOf = (source: TestRepository, path: string): Promise<string> =>
  readFile(join(source.directory, path), 'utf8')

/** What is wrong with the work tree. */
const findingsOf = async (source: TestRepository): Promise<readonly Diagnostic[]> => {
  const run = await hma(source.directory, ['validate', '--format', 'json'])
  return JSON.parse(run.stdout) as readonly Diagnostic[]
}

describe('new', () => {
  it('writes a lesson that is sound as soon as its empty keys are filled, and a draft then', async () => {
    await using source = await createRepository(academy)
    const args = ['new', 'lesson', 'hunt-strategy/stands/wind-and-thermals']
    const path = 'lessons/hunt-strategy/stands/wind-and-thermals/index.md'
    const home = await homeOfRuth(source)
    const { written, remarks } = await hmaJson<Written>(source.directory, args, home)
    expect(written).toEqual([path])
    expect(remarks).toEqual(
      ['pillar', 'stands/course'].map(
        (file) =>
          `There is no \`lessons/hunt-strategy/${file}.yaml\` yet; \`hma-content new course hunt-strategy/stands\` writes it.`,
      ),
    )
    const text = await contentOf(source, path)
    const [, id = ''] = /^id: (.*)$/m.exec(text) ?? []
    expect(isUuid(id)).toBe(true)
    expect(text.replaceAll(/ #.*/g, ' #')).toBe(`---
id: ${id}
title: Wind and Thermals
description: #
author: ruth-okafor
difficulty: #
duration: #
draft: true
---

# Wind and Thermals
`)
    expect(text).toContain('One of: beginner, intermediate, advanced, expert.')
    const empty = (await findingsOf(source)).map(({ line }) => line)
    expect(new Set(empty)).toEqual(new Set([4, 6, 7]))
    await source.write({
      [path]: text
        .replace('description:', 'description: How air moves.')
        .replace('difficulty:', 'difficulty: beginner')
        .replace('duration:', 'duration: 20'),
    })
    expect(await findingsOf(source)).toEqual([])
    expect(await hma(source.directory, ['fmt', '--check'])).toMatchObject({ code: 0 })
    await source.commit()
    await seedState(source.directory)
    await hmaJson(source.directory, ['publish'])
    expect(
      await rowsOf(source.directory, 'select id, status from content_mgmt.content_items'),
    ).toEqual([{ id, status: 'draft' }])
  })

  it('leaves the author empty whom the file of authors does not know', async () => {
    await using source = await createRepository(academy)
    await source.git('config', 'user.email', 'ada@example.org')
    await hmaJson(source.directory, ['new', 'lesson', 'a/b/first'])
    expect(await contentOf(source, 'lessons/a/b/first/index.md')).toMatch(/^author: #/m)
    await source.git('config', 'user.email', 'ruth@example.org')
    await hmaJson(source.directory, ['new', 'lesson', 'a/b/second'])
    expect(await contentOf(source, 'lessons/a/b/second/index.md')).toContain(
      'author: ruth-okafor\n',
    )
  })

  it('writes title and draft where there is no schema, in the collection that is named', async () => {
    await using source = await createRepository(academy)
    expect(await hmaJson(source.directory, ['new', 'notes', 'gear/first-aid'])).toEqual({
      written: ['notes/gear/first-aid.md'],
      remarks: [],
    })
    expect(await contentOf(source, 'notes/gear/first-aid.md')).toBe(
      '---\ntitle: First Aid\ndraft: true\n---\n\n# First Aid\n',
    )
    expect(await findingsOf(source)).toEqual([])
    const run = await hma(source.directory, ['new', 'article', 'first-aid'])
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain('several collections of type `article`')
  })

  it('writes a course and the pillar that it lacks', async () => {
    await using source = await createRepository(academy)
    const course = 'lessons/hunt-strategy/tree-stands/course.yaml'
    const make = (slug: string) => hmaJson<Written>(source.directory, ['new', 'course', slug])
    expect((await make('hunt-strategy/tree-stands')).written).toEqual([
      'lessons/hunt-strategy/pillar.yaml',
      course,
    ])
    expect((await contentOf(source, course)).replaceAll(/ #.*/g, '')).toBe(
      'title: Tree Stands\ndescription:\ndifficulty:\n',
    )
    expect((await make('hunt-strategy/blinds')).written).toEqual([
      'lessons/hunt-strategy/blinds/course.yaml',
    ])
    expect(await hma(source.directory, ['new', 'course', 'hunt-strategy/blinds'])).toMatchObject({
      code: 3,
    })
  })

  it('counts the files of pillars and courses wherever a collection has them', async () => {
    await using source = await createRepository({
      'hma-content.yaml': `version: 1
collections:
  - { type: lesson, files: 'lessons/{pillar}/{course}/{slug}.md' }
  - { type: video, files: 'videos/{pillar}/{course}/{slug}.md' }
  - { type: audio, files: 'audio/{pillar}-{course}/{slug}.md' }
`,
      'videos/a/pillar.yaml': 'name: A\ndescription: A\n',
    })
    const made = (...args: string[]) => hmaJson<Written>(source.directory, ['new', ...args])
    const [remark, ...more] = (await made('lesson', 'a/b/c')).remarks
    expect(remark).toContain('`lessons/a/b/course.yaml`')
    expect(more).toEqual([])
    expect((await made('audio', 'a/x/c')).written).toEqual(['audio/a-x/c.md'])
    expect((await made('course', 'a/b')).written).toEqual(['lessons/a/b/course.yaml'])
    expect((await made('video', 'a/b/c')).remarks).toEqual([])
  })

  it('writes a translation with the words of its source, which it counts as made from', async () => {
    const text = `---
id: 32f74431-065e-423b-b276-9d61dfeb19fa
title: "Wind: the basics"
description: How air moves.
author: lars
difficulty: beginner
duration: 20
objectives:
  - Read the grass
---

    grass

# Wind
`
    const path = 'lessons/a/b/wind/index.md'
    await using source = await createRepository({ ...academy, [path]: text })
    await source.commit()
    const made = await hmaJson<Written>(
      source.directory,
      ['new', 'translation', 'a/b/wind', 'es'],
      await homeOfRuth(source),
    )
    expect(made).toEqual({ written: ['lessons/a/b/wind/index.es.md'], remarks: [] })
    const blob = await source.git('rev-parse', `HEAD:${path}`)
    expect(await contentOf(source, 'lessons/a/b/wind/index.es.md')).toBe(`---
title: "Wind: the basics"
description: How air moves.
author: ruth-okafor
objectives:
  - Read the grass
draft: true
source_blob: "${blob}"
---

    grass

# Wind
`)
    expect(await findingsOf(source)).toEqual([])
    const again = await hma(source.directory, ['new', 'translation', path, 'es'])
    expect(again).toMatchObject({ code: 3, stdout: '' })
  })

  it('spells a language as the other translations do', async () => {
    await using source = await createRepository({
      ...academy,
      'notes/a.md': '# A\n',
      'notes/b.md': '# B\n',
      'pt-br/a.md': '# A\n',
    })
    const make = (...args: string[]) =>
      hmaJson<Written>(source.directory, ['new', 'translation', ...args])
    expect((await make('b', 'pt-BR')).written).toEqual(['pt-br/b.md'])
    expect((await make('notes/b.md', 'es')).written).toEqual(['es/b.md'])
  })

  it.each([
    ['a file that is there', 3, ['notes', 'wind']],
    ['a name that differs in capital letters', 3, ['notes', 'Wind']],
    ['a name of a device', 2, ['notes', 'con']],
    ['steps out of the repository', 2, ['notes', '../../wind']],
    ['a slug of another form', 2, ['lesson', 'a/b']],
    ['capital letters where a schema is', 2, ['lesson', 'a/B/c']],
    ['an unknown collection', 2, ['lessons', 'a/b/c']],
    ['a language that is not configured', 2, ['translation', 'wind', 'de']],
    ['the language of the source', 2, ['translation', 'wind', 'en']],
    ['a source that is not there', 2, ['translation', 'rain', 'es']],
    ['a source that cannot be read', 3, ['translation', 'broken', 'es']],
    ['a translation without a language', 2, ['translation', 'wind']],
    ['an item with a language', 2, ['notes', 'rain', 'es']],
    ['a directory that is a link', 3, ['notes', 'linked/rain']],
    ['a file that is a link', 3, ['notes', 'dangling']],
  ])('refuses %s and writes nothing', async (_, code, args) => {
    await using source = await createRepository({
      ...academy,
      'notes/wind.md': '# Wind\n',
      'notes/broken.md': '---\ntitle: [\n---\n',
    })
    const outside = join(source.directory, '.git/outside')
    await mkdir(outside)
    await symlink('../.git/outside', join(source.directory, 'notes/linked'))
    await symlink('../.git/outside/new.md', join(source.directory, 'notes/dangling.md'))
    await source.commit()
    const run = await hma(source.directory, ['new', ...args])
    expect(run).toMatchObject({ code, stdout: '' })
    expect(run.stderr).toMatch(code === 2 ? /^USAGE: / : /^REFUSED: /)
    expect(await source.git('status', '--short')).toBe('')
    expect(await readdir(outside)).toEqual([])
  })
})
