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
  it('finds nothing in a sound repository, writes nothing but its cache and needs nothing published', async () => {
    await using source = await createRepository(academy)
    await source.commit()
    const before = await filesBelow(source.directory)
    expect(await hma(source.directory, ['validate'])).toMatchObject({
      code: 0,
      stdout: 'No findings.\n',
    })
    expect(await hmaJson(source.directory, ['validate'])).toEqual([])
    const after = [...(await filesBelow(source.directory))]
    const state = join(source.directory, '.hma-content/')
    expect(after.filter(([path]) => !path.startsWith(state))).toEqual([...before])
    expect(await source.git('status', '--porcelain')).toBe('')
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
    const printed = async (format: string): Promise<string> => {
      const run = await hma(source.directory, ['validate', '--format', format])
      expect(run).toMatchObject({ code: 1, stderr: '' })
      return run.stdout
    }
    expect(await printed('text')).toBe(
      `en/100%.md:3:1 error ${message} (${rule})\n    ${hint}\n    3 | title: Twice\n      | ^\n\n1 error, 0 warnings, 0 suggestions.\n`,
    )
    expect(await printed('github')).toBe(
      `::error file=en/100%25.md,line=3,col=1,title=${rule}::${message} ${hint}\n`,
    )
    expect(JSON.parse(await printed('sarif'))).toMatchObject({
      runs: [{ results: [{ ruleId: rule, message: { text: `${message} ${hint}` } }] }],
    })
    expect(await printed('junit')).toContain('tests="1" failures="1"')
    const comment = await printed('markdown')
    expect(comment).toContain('## hma-content: 1 error, 0 warnings, 0 suggestions\n')
    expect(comment).toContain(
      `### \`en/100%.md\`\n\n- **3:1** \`${rule}\` ${message}\n  → ${hint}\n`,
    )
  })

  it('shows the lines that were checked, those of the work tree or of the commit, and none of a binary file', async () => {
    const windows = `\ufeff${broken.replaceAll('\n', '\r\n')}`
    await using source = await createRepository({ ...academy, 'en/wind.md': windows })
    const commit = await source.commit()
    await source.write({
      'en/wind.md': '---\n# so far\ntitle: A\ntitle: B\n---\n# Wind\n',
      'en/binary.md': Uint8Array.of(0x23, 0x0a, 0x00, 0xff),
    })
    const frames = async (...args: readonly string[]): Promise<readonly string[]> => {
      const { stdout } = await hma(source.directory, ['validate', ...args])
      expect(stdout.match(/^en\/.*/gm)?.length).toBe(args.length === 0 ? 2 : 1)
      return stdout.match(/^ +\d+ \| .*$/gm) ?? []
    }
    expect(await frames()).toEqual(['    4 | title: B'])
    expect(await frames('--commit', commit)).toEqual(['    3 | title: Twice'])
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
