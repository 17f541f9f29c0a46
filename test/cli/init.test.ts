import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { textOf } from '../docs/pages.ts'
import { filesBelow, hma, hmaJson, rowsOf, seedState } from '../support/cli.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const lessons = {
  'README.md': '# Lessons\n',
  'docs/wind.md': '---\nsummary: What moves the air\n---\n# Wind\n\nWatch the grass.\n',
  'docs/sign/tracks.md': '---\nsummary: Who went by\n---\n# Tracks\n\nMeasure them.\n',
  'docs/es/wind.md': '# Viento\n\nMira la hierba.\n',
}

const written = [
  'schemas/hma-content.schema.json',
  'hma-content.yaml',
  '.github/workflows/content.yml',
  '.github/workflows/content-comment.yml',
  '.github/workflows/reindex.yml',
  '.vscode/extensions.json',
]

/** Every file of the work tree with its content. */
const treeOf = async ({ directory }: TestRepository): Promise<ReadonlyMap<string, string>> => {
  const files = [...(await filesBelow(directory))]
  return new Map(
    files
      .map(([path, bytes]) => [path.slice(directory.length + 1), bytes.toString()] as const)
      .filter(([path]) => !path.startsWith('.git/')),
  )
}

describe('init', () => {
  it('shows what it would write, and writes nothing', async () => {
    await using source = await createRepository(lessons)
    const before = await treeOf(source)
    const run = await hma(source.directory, ['init'])
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toMatch(/^lesson {2}docs\/\{slug\.\.\.\}\.md +2 items\n/)
    expect(run.stdout).toMatch(/^ +docs\/\{language\}\/\{slug\.\.\.\}\.md +es 1$/m)
    for (const path of written) expect(run.stdout).toContain(`\n+ ${path}\n`)
    expect(run.stdout).toContain('\n+     branch: main\n')
    expect(run.stdout).toContain('Nothing is written yet')
    expect(await treeOf(source)).toEqual(before)
  })

  it('writes what is proposed, and `publish` takes it as it is', async () => {
    await using source = await createRepository(lessons)
    await source.commit()
    const shown = await hmaJson<{ files: { path: string; text: string }[] }>(source.directory, [
      'init',
    ])
    const run = await hma(source.directory, ['init', '--write'])
    expect(run.code).toBe(0)
    expect(run.stderr).toContain('What to try next:\n  hma-content validate\n')
    const tree = await treeOf(source)
    expect(shown.files.map(({ path }) => path)).toEqual(written)
    for (const { path, text } of shown.files) expect(tree.get(path)).toBe(text)
    expect([...tree.keys()]).toHaveLength(Object.keys(lessons).length + written.length)
    expect((await hma(source.directory, ['validate', '--strict'])).code).toBe(0)
    await seedState(source.directory)
    await hmaJson(source.directory, ['publish'])
    const items = 'select slug, description from content_mgmt.content_items order by slug'
    expect(await rowsOf(source.directory, items)).toEqual([
      { slug: 'sign/tracks', description: 'Who went by' },
      { slug: 'wind', description: 'What moves the air' },
    ])
  })

  it('changes nothing the second time, and says so', async () => {
    await using source = await createRepository(lessons)
    await hma(source.directory, ['init', '--write'])
    const before = await treeOf(source)
    const again = await hma(source.directory, ['init', '--write'])
    expect(again).toMatchObject({ code: 0, stderr: '' })
    expect(again.stdout).toContain('Nothing to write')
    expect(again.stdout).toContain('  hma-content.yaml is there, and is kept\n')
    expect(await treeOf(source)).toEqual(before)
  })

  it('keeps files that are there, whatever they say', async () => {
    const own = { '.vscode/extensions.json': '{}', '.github/workflows/content.yml': 'name: Ours\n' }
    await using source = await createRepository({ ...lessons, ...own })
    const run = await hma(source.directory, ['init', '--write'])
    expect(run.stdout).toContain('.vscode/extensions.json is there, and is kept')
    const tree = await treeOf(source)
    for (const [path, text] of Object.entries(own)) expect(tree.get(path)).toBe(text)
    expect(tree.has('hma-content.yaml')).toBe(true)
  })

  it('publishes in its workflow the branch that a configuration names already', async () => {
    await using source = await createRepository({
      ...lessons,
      'hma-content.yaml':
        'version: 1\nsource: { branch: live }\ncollections: [{ type: lesson, files: "docs/{slug}.md" }]\n',
    })
    await hma(source.directory, ['init', '--write'])
    expect((await treeOf(source)).get('.github/workflows/content.yml')).toContain(
      'branches: [live]',
    )
  })

  it('takes the default branch of the remote for the one to publish, not what is checked out', async () => {
    await using origin = await createRepository(lessons)
    await origin.commit()
    await origin.git('branch', '--move', 'main', 'trunk')
    await using source = await createRepository()
    await source.git('remote', 'add', 'origin', origin.directory)
    await source.git('fetch', '--quiet', 'origin')
    await source.git('remote', 'set-head', 'origin', 'trunk')
    await source.git('checkout', '--quiet', '-b', 'try-it', 'origin/trunk')
    const run = await hma(source.directory, ['init'])
    expect(run.stdout).toContain('\n+     branch: trunk\n')
  })

  it('gives an academy its schemas and the settings for an editor', async () => {
    const thermals = textOf('content/hunt-strategy/stand-hunting/wind-and-thermals/index.md')
    await using source = await createRepository({
      'content/wind/pillar.yaml': 'title: Wind\n',
      'content/wind/basics/course.yaml': 'title: Basics\n',
      'content/wind/basics/thermals/index.md': thermals,
    })
    await hma(source.directory, ['init', '--write'])
    const tree = await treeOf(source)
    expect(tree.get('hma-content.yaml')).toContain(
      '    files: content/{pillar}/{course}/{slug}/index.md\n    schema: schemas/lesson.schema.json\n',
    )
    for (const name of ['lesson', 'course', 'pillar', 'hma-content'])
      expect(tree.get(`schemas/${name}.schema.json`)).toBe(textOf(`schemas/${name}.schema.json`))
    expect(JSON.parse(tree.get('.vscode/settings.json') ?? '')).toEqual({
      'yaml.schemas': {
        './schemas/course.schema.json': '**/course.yaml',
        './schemas/pillar.schema.json': '**/pillar.yaml',
      },
    })
  })

  it('begins an academy where nothing lies yet, if one is asked for', async () => {
    await using source = await createRepository({ 'README.md': '# Ours\n' })
    const run = await hma(source.directory, ['init', '--academy', '--write'])
    expect(run).toMatchObject({ code: 0 })
    expect(run.stderr).toContain('hma-content new course')
    expect(await hma(source.directory, ['validate'])).toMatchObject({ code: 0 })
    const course = await hma(source.directory, ['new', 'course', 'wind/basics'])
    const lesson = await hma(source.directory, ['new', 'lesson', 'wind/basics/thermals'])
    expect([course.code, lesson.code]).toEqual([0, 0])
    expect([...(await treeOf(source)).keys()]).toContain('content/wind/basics/thermals/index.md')
  })

  it('leaves texts without front matter alone where lessons have some', async () => {
    await using source = await createRepository({ ...lessons, 'notes/idea.md': '# Idea\n' })
    const run = await hma(source.directory, ['init'])
    expect(run.stdout).toContain('Taken by no pattern:\n  notes/idea.md\n')
  })
})

describe('init where it cannot help', () => {
  it.each([
    ['an empty repository', {}],
    ['a repository without lessons', { 'README.md': '# Code\n', 'src/a.ts': 'export {}\n' }],
  ])('refuses %s, and says what it looked for', async (_, files) => {
    await using source = await createRepository(files)
    const run = await hma(source.directory, ['init', '--write'])
    expect(run).toMatchObject({ code: 3, stdout: '' })
    expect(run.stderr).toContain('could be a lesson')
    expect([...(await treeOf(source)).keys()]).toEqual(Object.keys(files))
  })

  it('needs a Git repository', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'hma-init-'))
    const run = await hma(directory, ['init'])
    await rm(directory, { recursive: true })
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain('not a git repository')
    expect(run.stderr).toContain('top of a clone')
  })

  it('writes through no link, which may lead out of the repository', async () => {
    await using outside = await createRepository()
    await using source = await createRepository(lessons)
    await symlink(outside.directory, join(source.directory, '.vscode'))
    const run = await hma(source.directory, ['init', '--write'])
    expect(run).toMatchObject({ code: 3, stdout: '' })
    expect(run.stderr).toContain('leads through a link')
    expect((await treeOf(source)).has('hma-content.yaml')).toBe(false)
    expect((await treeOf(outside)).size).toBe(0)
  })

  it('keeps a link that stands where a file would be written', async () => {
    await using source = await createRepository(lessons)
    const elsewhere = join(source.directory, 'elsewhere.yaml')
    await symlink(elsewhere, join(source.directory, '.gitattributes'))
    await source.write({ 'clip.mp4': 'moving pictures' })
    const run = await hma(source.directory, ['init', '--write', '--lfs'])
    expect(run.stdout).toContain('.gitattributes is there, and is kept')
    await expect(readFile(elsewhere)).rejects.toThrow('ENOENT')
  })

  it('takes no other name for the configuration', async () => {
    await using source = await createRepository(lessons)
    const run = await hma(source.directory, ['init', '--config', 'other.yaml'])
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain('Expected no `--config`')
  })
})
