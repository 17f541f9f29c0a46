import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow, hma, hmaJson } from '../support/cli.ts'
import { createRepository } from '../support/repository.ts'

const academy = {
  'hma-content.yaml': 'version: 1\ncollections: [{ type: article, files: "en/{slug}.md" }]\n',
  'en/wind.md': '# Wind\n\nWatch the grass.\n',
}
const broken = '---\ntitle: Stands\ntitle: Twice\n---\n# Stands\n\nSit.\n'
const toNowhere = '# Wind\n\nSee [stands](stands.md).\n'

describe('validate', () => {
  it('finds nothing in a sound repository, writes nothing and needs nothing published', async () => {
    await using source = await createRepository(academy)
    await source.commit()
    const before = await filesBelow(source.directory)
    expect(await hma(source.directory, ['validate'])).toMatchObject({
      code: 0,
      stdout: 'No findings.\n',
    })
    expect(await hmaJson(source.directory, ['validate'])).toEqual([])
    expect([...(await filesBelow(source.directory))]).toEqual([...before])
  })

  it('prints place, rule, message and hint of what is wrong in every format, and exits with 1', async () => {
    await using source = await createRepository({ ...academy, 'en/100%.md': broken })
    await source.commit()
    const [finding, ...more] = await hmaJson<Record<string, unknown>[]>(
      source.directory,
      ['validate'],
      { code: 1 },
    )
    expect(more).toEqual([])
    expect(finding).toEqual({
      path: 'en/100%.md',
      line: 3,
      column: 1,
      severity: 'error',
      rule: expect.stringMatching(/^[A-Z_]+$/),
      message: expect.stringMatching(/title/),
      hint: expect.any(String),
    })
    const { rule, message, hint } = finding ?? {}
    const text = await hma(source.directory, ['validate'])
    expect(text.code).toBe(1)
    expect(text.stdout).toBe(
      `en/100%.md:3:1 error ${message} (${rule})\n    ${hint}\n1 error, 0 warnings, 0 suggestions.\n`,
    )
    const github = await hma(source.directory, ['validate', '--format', 'github'])
    expect(github.code).toBe(1)
    expect(github.stdout).toContain(`::error file=en/100%25.md,line=3,col=1,title=${rule}::`)
    expect(github.stdout.trim().split('\n')).toHaveLength(1)
  })

  it('lets warnings pass unless --strict', async () => {
    await using source = await createRepository({ ...academy, 'en/wind.md': toNowhere })
    await source.commit()
    const findings = await hmaJson(source.directory, ['validate'])
    expect(findings).toMatchObject([{ path: 'en/wind.md', line: 3, severity: 'warning' }])
    expect((await hma(source.directory, ['validate', '--strict'])).code).toBe(1)
  })

  it('finds the same in the hundreds of files of a work tree, which threads read, as in its commit', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 250 }, (_, number) => [`en/${number}.md`, `# ${number}\n\n[x](0.md)\n`]),
    )
    await using source = await createRepository({
      ...academy,
      ...files,
      'en/broken.md': broken,
      'en/nowhere.md': toNowhere,
      'en/large.md': 'x'.repeat(1024 * 1024 + 1),
      'en/latin.md': Buffer.from('caf\u00e9', 'latin1'),
      // The bytes of a text are not those of a picture, whoever reads them first.
      'en/picture.md': '![not a picture](large.png)\n',
      'en/large.png': 'x'.repeat(1024 * 1024 + 1),
    })
    const commit = await source.commit()
    const found = await hmaJson<readonly { readonly rule: string }[]>(
      source.directory,
      ['validate', '--commit', commit],
      { code: 1 },
    )
    expect(found.map(({ rule }) => rule)).toEqual([
      'FM_DUPLICATE',
      'TEXT_SIZE',
      'TEXT_ENCODING',
      'LINK_MISSING',
      'MEDIA_TYPE',
    ])
    expect(await hmaJson(source.directory, ['validate'], { code: 1 })).toEqual(found)
  })

  it('reads what lies in the work tree, or the commit that is named', async () => {
    await using source = await createRepository({ ...academy, 'en/wind.md': broken })
    const commit = await source.commit()
    await source.write(academy)
    expect(await hmaJson(source.directory, ['validate'])).toEqual([])
    const ofCommit = ['validate', '--commit', commit]
    expect(await hmaJson(source.directory, ofCommit, { code: 1 })).toHaveLength(1)
  })

  it('follows no link of the work tree', async () => {
    await using source = await createRepository(academy)
    await source.commit()
    await symlink('/etc/passwd', join(source.directory, 'en/passwd.md'))
    const run = await hma(source.directory, ['validate', '--format', 'json'])
    expect(run.code).toBe(1)
    expect(JSON.parse(run.stdout)).toMatchObject([{ path: 'en/passwd.md', rule: 'MODE_SYMLINK' }])
    expect(run.stdout + run.stderr).not.toContain('root:')
  })
})

describe('the command line', () => {
  it('says what is wrong with it, and exits with 2', async () => {
    await using source = await createRepository(academy)
    await source.commit()
    for (const args of [
      ['publsh'],
      ['plan', '--fromat', 'json'],
      ['plan', '--format', 'xml'],
      [],
    ]) {
      const run = await hma(source.directory, args)
      expect({ args, ...run }).toMatchObject({ code: 2, stdout: '' })
      expect(run.stderr).toContain('Usage: hma-content')
    }
    expect(await hma(source.directory, ['--help'])).toMatchObject({ code: 0, stderr: '' })
  })
})
