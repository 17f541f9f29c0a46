import { readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { filesBelow, hma, hmaJson, rowsOf, seedState } from '../support/cli.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const configuration = `version: 1
source: { languages: [en, es] }
collections:
  - type: lesson
    files: content/{pillar}/{course}/{slug}/index.md
    translations: content/{pillar}/{course}/{slug}/index.{language}.md
    fields: { prerequisites: needs, id: uid }
embedder: offline
media: { widths: [16], formats: [webp], thumbnail: 16 }
`

const at = (slug: string, file = 'index.md'): string => `content/${slug}/${file}`

const picture = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'teal' } })
  .png()
  .toBuffer()

const files = {
  'hma-content.yaml': configuration,
  'content/hunt/wind/course.yaml': 'title: Wind\ndescription: Air.\ndifficulty: beginner\n',
  [at('hunt/wind/thermals')]:
    '---\ntitle: Thermals\n---\n# Thermals\n\nCold air sinks. See [stands](../stands/) and [scent](../../scent/control/index.md#soap).\n\n![Slope](fig/slope.png) ![Map](map.png) [All](#thermals)\n\nWarm air rises,\nslowly at first,\nthen faster.\n',
  [at('hunt/wind/thermals', 'index.es.md')]:
    '---\ntitle: Térmicas\n---\n# Térmicas\n\nEl aire. [Puestos](../stands/index.md)\n',
  [at('hunt/wind/thermals', 'fig/slope.png')]: picture,
  [at('hunt/wind/thermals', 'map.png')]: picture,
  [at('hunt/wind/thermals', 'notes.txt')]: 'notes',
  [at('hunt/wind/stands')]:
    '---\ntitle: Stands\nneeds: [hunt/wind/thermals]\n---\n# Stands\n\n[Thermals](../thermals/index.md#thermals "Air") ![Map](../thermals/map.png)\n\n```md\n[Thermals](../thermals/index.md)\n```\n',
  [at('hunt/scent/control')]:
    '---\ntitle: Scent\n---\n# Scent\n\n## Soap\n\n[Thermals][t]\n\n[t]: <../../wind/thermals> (Air)\n',
}

let source: TestRepository

beforeEach(async () => {
  source = await createRepository(files)
  await source.commit('Add the first lessons')
})
afterEach(() => source.dispose())

const text = (path: string): Promise<string> => readFile(join(source.directory, path), 'utf8')
const all = () => filesBelow(join(source.directory, 'content'))

describe('move', () => {
  it('takes a lesson with its translation and its own files along, and rewrites every link', async () => {
    await source.write({
      [at('hunt/wind/stands', 'index.md')]: `${files[at('hunt/wind/stands')]}\nNot committed.\n`,
    })
    const { code, stdout, stderr } = await hma(source.directory, [
      'move',
      'hunt/wind/thermals',
      'hunt/scent/air',
    ])
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `move      content/hunt/wind/thermals/index.md → content/hunt/scent/air/index.md
move      content/hunt/wind/thermals/index.es.md → content/hunt/scent/air/index.es.md
move      content/hunt/wind/thermals/fig/slope.png → content/hunt/scent/air/fig/slope.png
move      content/hunt/wind/thermals/notes.txt → content/hunt/scent/air/notes.txt
rewrite   content/hunt/scent/control/index.md (1 link)
rewrite   content/hunt/wind/stands/index.md (1 link, 1 key)
rewrite   content/hunt/scent/air/index.es.md (1 link)
rewrite   content/hunt/scent/air/index.md (2 links)
redirect  hunt/wind/thermals → hunt/scent/air (content/redirects.yaml)
`,
    })
    expect(stderr).toContain('Nothing is staged')
    expect(await text(at('hunt/scent/air'))).toBe(
      '---\ntitle: Thermals\n---\n# Thermals\n\nCold air sinks. See [stands](../../wind/stands/) and [scent](../../scent/control/index.md#soap).\n\n![Slope](fig/slope.png) ![Map](../../wind/thermals/map.png) [All](#thermals)\n\nWarm air rises,\nslowly at first,\nthen faster.\n',
    )
    expect(await text(at('hunt/wind/stands'))).toBe(
      '---\ntitle: Stands\nneeds: [hunt/scent/air]\n---\n# Stands\n\n[Thermals](../../scent/air/index.md#thermals "Air") ![Map](../thermals/map.png)\n\n```md\n[Thermals](../thermals/index.md)\n```\n\nNot committed.\n',
    )
    expect(await text(at('hunt/scent/control'))).toContain('[t]: <../air> (Air)')
    expect(await text('content/redirects.yaml')).toBe('hunt/wind/thermals: hunt/scent/air\n')
    expect(await source.git('diff', '--cached', '--name-only')).toBe('')
    expect((await hma(source.directory, ['validate'])).stdout).toBe('No findings.\n')
  })

  it('says the same with --dry-run, and changes nothing', async () => {
    const before = await all()
    const args = ['move', at('hunt/wind/thermals'), at('hunt/scent/air')]
    const planned = await hmaJson(source.directory, [...args, '--dry-run'])
    expect(await all()).toEqual(before)
    expect(planned).toMatchObject({
      moved: expect.arrayContaining([{ from: at('hunt/wind/thermals'), to: at('hunt/scent/air') }]),
      redirects: [
        { path: 'content/redirects.yaml', from: 'hunt/wind/thermals', to: 'hunt/scent/air' },
      ],
      unpaired: [],
      unread: [],
    })
    expect(await hmaJson(source.directory, args)).toEqual(planned)
  })

  it('moves a whole course, named by its directory or by its slug', async () => {
    const args = ['move', 'content/hunt/wind', 'content/hunt/air', '--dry-run']
    const planned = await hmaJson<{ moved: object[]; redirects: object[] }>(source.directory, args)
    expect(planned.moved).toHaveLength(7)
    expect(planned.moved).toContainEqual({
      from: 'content/hunt/wind/course.yaml',
      to: 'content/hunt/air/course.yaml',
    })
    expect(planned.redirects).toHaveLength(2)
    expect(await hmaJson(source.directory, ['move', 'hunt/wind', 'hunt/air'])).toEqual(planned)
    expect(await text(at('hunt/scent/control'))).toContain('[t]: <../../air/thermals> (Air)')
    expect((await hma(source.directory, ['validate'])).stdout).toBe('No findings.\n')
    await hmaJson(source.directory, ['move', 'hunt', 'game'])
    expect(await text('content/redirects.yaml')).toContain(
      'hunt/wind/thermals: game/air/thermals\n',
    )
    expect((await hma(source.directory, ['validate'])).stdout).toBe('No findings.\n')
  })

  it('redirects no slug that no commit has, and leads on what led to it', async () => {
    await source.write({
      [at('hunt/wind/gusts')]: '# Gusts\n',
      'content/redirects.yaml': 'hunt/wind/squalls: hunt/wind/gusts\n',
    })
    const run = await hma(source.directory, ['move', 'hunt/wind/gusts', 'hunt/wind/storms'])
    expect(run).toMatchObject({ code: 0 })
    expect(await text('content/redirects.yaml')).toBe('hunt/wind/squalls: hunt/wind/storms\n')
  })

  it('gives another slug to a lesson whose front matter has its own', async () => {
    await source.write({
      [at('hunt/wind/stands')]: '---\ntitle: Stands\nslug: high-seats # ours\n---\n',
    })
    await hmaJson(source.directory, ['move', 'hunt/wind/high-seats', 'hunt/wind/seats'])
    expect(await text(at('hunt/wind/seats'))).toBe('---\ntitle: Stands\nslug: seats # ours\n---\n')
    expect(await text('content/redirects.yaml')).toBe('hunt/wind/high-seats: hunt/wind/seats\n')
  })

  it.each([
    [
      'what is not there',
      ['hunt/wind/thermal', 'hunt/wind/air'],
      2,
      'Did you mean `hunt/wind/thermals`?',
    ],
    [
      'a translation',
      [at('hunt/wind/thermals', 'index.es.md'), 'hunt/wind/air'],
      2,
      'is a translation',
    ],
    [
      'a place that is no path of the collection',
      ['hunt/wind/thermals', 'content/hunt/air'],
      2,
      'content/{pillar}/{course}/{slug}/index.md',
    ],
    [
      'a place out of the repository',
      ['hunt/wind/thermals', '../air'],
      2,
      'Expected a path of the repository',
    ],
    ['the place where it is', ['hunt/wind/thermals', 'hunt/wind/thermals'], 2, 'another place'],
    ['a place that another lesson has', ['hunt/wind/thermals', 'hunt/wind/stands'], 3, 'one slug'],
    ['a name that no system takes', ['hunt/wind/thermals', 'hunt/wind/CON'], 3, 'PATH_DEVICE'],
    [
      'a course to where its lessons would be none',
      ['content/hunt/wind/', 'content/wind'],
      3,
      'would not be',
    ],
  ])('refuses %s, and changes nothing', async (_, args, code, told) => {
    const before = await all()
    const run = await hma(source.directory, ['move', ...args])
    expect(run).toMatchObject({ code, stdout: '' })
    expect(run.stderr).toContain(told)
    expect(await all()).toEqual(before)
  })

  it('overwrites nothing, be it hidden from Git, and follows no link out of the repository', async () => {
    await source.write({ '.gitignore': 'air\n', [at('hunt/wind/air')]: 'mine' })
    const there = await hma(source.directory, ['move', 'hunt/wind/thermals', 'hunt/wind/air'])
    expect(there).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('Already there: `content/hunt/wind/air/index.md`'),
    })
    await symlink('/tmp', join(source.directory, 'content/hunt/out'))
    const out = await hma(source.directory, [
      'move',
      'hunt/wind/thermals',
      'hunt/out/air',
      '--dry-run',
    ])
    expect(out).toMatchObject({ code: 3, stderr: expect.stringContaining('leads through a link') })
    expect(await text(at('hunt/wind/air'))).toBe('mine')
  })

  it('says which texts it cannot read, and which lesson history will not know again', async () => {
    await source.write({
      [at('hunt/wind/broken')]: '---\ntitle: [\n---\n',
      [at('hunt/wind/short')]: '[a](../stands/index.md)\n',
    })
    const { code, stderr } = await hma(source.directory, [
      'move',
      'hunt/wind/short',
      'hunt/scent/short',
    ])
    expect(code).toBe(0)
    expect(stderr).toContain(`\`${at('hunt/wind/broken')}\` cannot be read`)
    expect(stderr).toContain(`\`${at('hunt/wind/short')}\` has no id`)
  })

  it.each(['full', 'head'])(
    'keeps addresses going when it is published, with history: %s',
    async (history) => {
      const written = configuration.replace('source: {', `source: { history: ${history},`)
      await source.write({ 'hma-content.yaml': written })
      await source.commit()
      await seedState(source.directory)
      await hmaJson(source.directory, ['publish'])
      const ids = 'select id, slug from content_mgmt.content_items order by id'
      const before = await rowsOf<{ id: string; slug: string }>(source.directory, ids)
      await hmaJson(source.directory, ['move', 'hunt/wind/thermals', 'hunt/scent/air'])
      await source.commit('Move thermals')
      await hmaJson(source.directory, ['publish'])
      const after = await rowsOf<{ id: string; slug: string }>(source.directory, ids)
      expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id))
      const redirects = `select redirect.slug as "from", item.slug as "to" from content_mgmt.redirects as redirect
      join content_mgmt.content_items as item on item.id = redirect.content_id`
      expect(await rowsOf(source.directory, redirects)).toEqual([
        { from: 'hunt/wind/thermals', to: 'hunt/scent/air' },
      ])
    },
  )
})
