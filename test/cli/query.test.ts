import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPublished, hma, hmaJson } from '../support/cli.ts'
import type { TestRepository } from '../support/repository.ts'

let source: TestRepository

beforeAll(async () => {
  source = await createPublished({
    'hma-content.yaml': 'version: 1\ncollections: [{ type: article, files: "en/{slug}.md" }]\n',
    'en/wind.md': '---\ntitle: Wind\ntags: [air, scent]\n---\n# Wind\n\nWatch the grass.\n',
  })
})

afterAll(() => source.dispose())

describe('query', () => {
  it('prints rows as JSON, with numbers, lists and nulls', async () => {
    const sql = `select slug, tags, 1 + 1 as two, null as nothing, status = 'published' as live
      from content_mgmt.content_items`
    expect(await hmaJson(source.directory, ['query', sql])).toEqual([
      { slug: 'wind', tags: ['air', 'scent'], two: 2, nothing: null, live: true },
    ])
    expect(await hmaJson(source.directory, ['query', 'select 1 as one where false'])).toEqual([])
  })

  it('prints a table, in which text of the repository cannot command the terminal', async () => {
    const run = await hma(source.directory, ['query', "select E'a\\x1b[2Jb' as name"])
    expect(run.code).toBe(0)
    expect(run.stdout).toContain('a\\u001b[2Jb')
    expect(run.stdout).not.toContain('\u001b')
  })

  it.each([
    ['a write within WITH', 'with d as (delete from embeddings.live_chunks returning 1) select 1'],
    ['several statements', 'select 1; drop schema content_mgmt cascade'],
    ['a program', "copy (select 1) to program 'touch ran'"],
    ['what is no SQL', 'selec 1'],
  ])('refuses %s', async (_, sql) => {
    const run = await hma(source.directory, ['query', sql])
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toMatch(/^QUERY: /)
  })

  it('reads no file of the machine, and nothing was changed by any of the attempts', async () => {
    const secret = join(source.directory, 'secret.txt')
    await writeFile(secret, 'xylophone')
    for (const sql of [`select pg_read_file('${secret}')`, `select lo_import('${secret}')`]) {
      const run = await hma(source.directory, ['query', sql])
      expect(run).toMatchObject({ code: 2, stdout: '' })
      expect(run.stderr).not.toContain('xylophone')
    }
    const sql = 'select slug from content_mgmt.content_items'
    expect(await hmaJson(source.directory, ['query', sql])).toEqual([{ slug: 'wind' }])
  })
})
