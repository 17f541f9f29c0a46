import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesWith, hma, hmaJson, rowsOf, seedState } from '../support/cli.ts'
import { createRepository, type RawEntry } from '../support/repository.ts'

const configuration = 'version: 1\ncollections: [{ type: article, files: "en/{slug...}.md" }]\n'
const good = '# Wind\n\nThe grassland whispers.\n'

type Finding = { readonly path: string; readonly rule: string; readonly severity: string }

/** Publishes these entries beside a good article. Everything but the article has to stay behind. */
const publishTree = async (top: readonly RawEntry[], en: readonly RawEntry[]) => {
  const source = await createRepository({ 'hma-content.yaml': configuration })
  const files = [...en, { name: 'wind.md', content: good }]
  const commit = await source.entries([...top, { name: 'en', content: files }])
  await seedState(source.directory)
  const run = await hma(source.directory, ['publish', '--format', 'json'])
  const live = await rowsOf(
    source.directory,
    "select slug from content_mgmt.content_items where status = 'published'",
  )
  const check = ['validate', '--commit', commit]
  const findings = await hmaJson<Finding[]>(source.directory, check, { code: 1 })
  const errors = findings.filter(({ severity }) => severity === 'error')
  return { source, run, live, errors: errors.map(({ path, rule }) => `${path} ${rule}`) }
}

describe('a commit with entries that are no plain files', () => {
  it('quarantines links and submodules, and never reads what they lead to', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'hma-outside-'))
    await writeFile(join(outside, 'secret.md'), '# Secret\n\nThe xylophone is buried.\n')
    const { source, run, live, errors } = await publishTree(
      [
        { name: '.gitmodules', content: '[submodule "m"]\n\tpath = en/m.md\r\n\turl = ext::sh\n' },
        { name: '.lfsconfig', content: '[lfs]\n\turl = https://lfs.invalid\n' },
      ],
      [
        { name: 'direct.md', mode: '120000', content: join(outside, 'secret.md') },
        { name: 'loop.md', mode: '120000', content: 'loop.md' },
        { name: 'm.md', mode: '160000', oid: 'a'.repeat(40) },
        { name: 'passwd.md', mode: '120000', content: '/etc/passwd' },
      ],
    )
    await using _ = source
    expect(run.code).toBe(1)
    expect(JSON.parse(run.stdout)).toMatchObject({ items: { create: 1, quarantine: 4 } })
    expect(live).toEqual([{ slug: 'wind' }])
    expect(errors).toEqual([
      '.gitmodules FILE_SMUGGLED',
      '.lfsconfig FILE_SMUGGLED',
      'en/direct.md MODE_SYMLINK',
      'en/loop.md MODE_SYMLINK',
      'en/m.md MODE_GITLINK',
      'en/passwd.md MODE_SYMLINK',
    ])
    const state = join(source.directory, '.hma-content')
    expect(await filesWith(state, 'grassland')).not.toEqual([])
    expect(await filesWith(state, 'xylophone')).toEqual([])
    expect(await filesWith(state, 'root:x:0')).toEqual([])
    await rm(outside, { recursive: true })
  })

  it('publishes nothing below a linked directory or a picture that is a link', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'hma-outside-'))
    await writeFile(join(outside, 'secret.svg'), '<svg>xylophone</svg>')
    const source = await createRepository({ 'hma-content.yaml': configuration })
    await using _ = source
    await source.entries([
      { name: 'linked', mode: '120000', content: outside },
      {
        name: 'en',
        content: [
          { name: 'map.svg', mode: '120000', content: join(outside, 'secret.svg') },
          { name: 'map.md', content: `${good}\n![Map](map.svg)\n` },
          { name: 'wind.md', content: `${good}\n![Map](../linked/secret.svg)\n` },
        ],
      },
    ])
    await seedState(source.directory)
    const run = await hmaJson(source.directory, ['publish'], { code: 1 })
    expect(run).toMatchObject({ items: { create: 1, quarantine: 1 }, media: { uploaded: 0 } })
    expect(await filesWith(join(source.directory, '.hma-content'), 'xylophone')).toEqual([])
    await rm(outside, { recursive: true })
  })

  it('quarantines what lies below `..`, `.` and `.git`, and publishes the others', async () => {
    const evil = [{ name: 'evil.md', content: '# Evil\n\nThe xylophone is buried.\n' }]
    const { source, run, live, errors } = await publishTree(
      [{ name: '..', content: [{ name: 'en', content: evil }] }],
      [
        { name: '.', content: evil },
        { name: '..', content: evil },
        { name: '.git', content: evil },
        { name: 'GIT~1', content: evil },
      ],
    )
    await using _ = source
    expect(run.code).toBe(1)
    expect(JSON.parse(run.stdout)).toMatchObject({ items: { create: 1, quarantine: 4 } })
    expect(live).toEqual([{ slug: 'wind' }])
    expect(errors).toEqual([
      'en/../evil.md PATH_DOTS',
      'en/./evil.md PATH_DOTS',
      'en/.git/evil.md PATH_GIT',
      'en/GIT~1/evil.md PATH_GIT',
    ])
    expect(await filesWith(join(source.directory, '.hma-content/bucket'), 'xylophone')).toEqual([])
  })
})
