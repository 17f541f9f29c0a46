import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/diagnostic.ts'
import { textOf } from '../docs/pages.ts'
import { hma } from '../support/cli.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const academy = {
  'schema.json': textOf('schemas/lesson.schema.json'),
  'hma-content.yaml': `version: 1
collections:
  - { type: lesson, files: 'lessons/{slug}.md', schema: schema.json }
`,
}
const known = 'description: How air moves.\nauthor: ruth\ndifficulty: beginner\nduration: 20'
const sound = (body: string): string => `---\ntitle: A\n${known}\n---\n\n${body}\n`

const contentOf = (source: TestRepository, path: string): Promise<string> =>
  readFile(join(source.directory, path), 'utf8')

/** Mends what can be mended: what is left but suggestions, and what was said to be mended. */
const fix = async (source: TestRepository) => {
  const run = await hma(source.directory, ['validate', '--fix', '--format', 'json'])
  const left = JSON.parse(run.stdout) as readonly Diagnostic[]
  const faults = left.filter(({ severity }) => severity !== 'suggestion')
  return { ...run, left: faults.map(({ path, rule }) => `${path} ${rule}`) }
}

describe('validate --fix', () => {
  it('mends what has one right answer, says what, and shows the rest', async () => {
    await using source = await createRepository({
      ...academy,
      'lessons/rain.md': sound('# Rain'),
      'lessons/wind.md': sound('[rain](Rain.md), [snow](snow.md)'),
      'lessons/gusts.md': `---\ntitle: Gusts: the basics\n${known.replace('duration', 'durtion')}\n---\n`,
    })
    await source.commit()
    const run = await fix(source)
    expect(run).toMatchObject({ code: 0, left: ['lessons/wind.md LINK_MISSING'] })
    expect(run.stderr.split('\n').map((line) => line.replace(/ mended: .*(?=\()/, ' '))).toEqual([
      'lessons/gusts.md:2:13 (FM_YAML)',
      'lessons/gusts.md:6:1 (FM_UNKNOWN)',
      'lessons/wind.md:9:1 (LINK_MISSING)',
      '',
    ])
    expect(await contentOf(source, 'lessons/wind.md')).toBe(
      sound('[rain](rain.md), [snow](snow.md)'),
    )
    expect(await contentOf(source, 'lessons/gusts.md')).toBe(
      `---\ntitle: "Gusts: the basics"\n${known}\n---\n`,
    )
    expect(await source.git('status', '--short')).toBe(' M lessons/gusts.md\n M lessons/wind.md')
    expect(await fix(source)).toMatchObject({ stderr: '', left: run.left })
  })

  it('shows what stood behind a fault that kept the file from being read', async () => {
    await using source = await createRepository({
      ...academy,
      'lessons/wind.md': '---\ntitle: Wind: the basics\n---\n[rain](rain.md)\n',
    })
    const { code, left } = await fix(source)
    expect(code).toBe(1)
    expect(left).toContain('lessons/wind.md SCHEMA')
    expect(left).toContain('lessons/wind.md LINK_MISSING')
  })

  it('mends no file that would break another by it, and the others all the same', async () => {
    const files = {
      // With its key mended it would ask for the slug of `rain.md`.
      'lessons/wind.md': `---\ntitle: A\n${known}\nslg: rain\n---\n`,
      'lessons/rain.md': sound('# Rain'),
      'lessons/snow.md': `---\ntitle: A: b\n${known}\n---\n`,
    }
    await using source = await createRepository({ ...academy, ...files })
    const { left } = await fix(source)
    expect(left).toEqual(['lessons/wind.md FM_UNKNOWN'])
    expect(await contentOf(source, 'lessons/wind.md')).toBe(files['lessons/wind.md'])
    expect(await contentOf(source, 'lessons/snow.md')).toContain('title: "A: b"')
  })

  it('mends with --since only files that are worse than they were', async () => {
    const files = {
      'lessons/rain.md': sound('[wind](Wind.md)'),
      'lessons/wind.md': sound('# Wind'),
    }
    await using source = await createRepository({ ...academy, ...files })
    const base = await source.commit()
    await source.write({ 'lessons/wind.md': sound('[rain](Rain.md)') })
    await hma(source.directory, ['validate', '--fix', '--since', base])
    expect(await contentOf(source, 'lessons/wind.md')).toBe(sound('[rain](rain.md)'))
    expect(await contentOf(source, 'lessons/rain.md')).toBe(files['lessons/rain.md'])
  })

  it('changes no commit: together with --commit it is refused', async () => {
    await using source = await createRepository(academy)
    const commit = await source.commit()
    const run = await hma(source.directory, ['validate', '--fix', '--commit', commit])
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain('USAGE: Cannot mend a commit')
  })
})
