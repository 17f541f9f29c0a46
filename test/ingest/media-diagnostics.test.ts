import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Config } from '../../src/config.ts'
import { openCheckCache } from '../../src/line/check-cache.ts'
import { checkWorkTree } from '../../src/line/check-content.ts'
import { validateHead } from '../../src/line/validate-head.ts'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import { academy, at, configOf, lesson, openPublisher } from '../support/replay.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d'.repeat(32)}\nsize 12345\n`
const flat = configOf(`collections: [{ type: lesson, files: 'docs/{slug}.md' }]`)

const pathsOf = async (
  rule: string,
  source: TestRepository,
  config: Config,
): Promise<readonly string[]> => {
  const gathered = await (await openPublisher(source, config)).push()
  return validateHead(gathered).flatMap((found) => (found.rule === rule ? [found.path] : []))
}

type Files = Readonly<Record<string, string>>

const found = async (rule: string, files: Files, config: Config = academy) => {
  await using source = await createRepository(files)
  await source.commit()
  return await pathsOf(rule, source, config)
}

describe('media that nothing refers to', () => {
  it.each<[string, Files, readonly string[], Config?]>([
    ['beside a lesson', { [at('a')]: lesson(), 'p/c/a/x.svg': svg }, ['p/c/a/x.svg']],
    ['below a lesson', { [at('a')]: lesson(), 'p/c/a/i/x.svg': svg }, ['p/c/a/i/x.svg']],
    ['away from lessons', { [at('a')]: lesson(), 'p/c/x.svg': svg, 'logo.svg': svg }, []],
    [
      'among what lessons use, elsewhere',
      { [at('a')]: lesson({}, '![x](../x.svg)'), 'p/c/x.svg': svg, 'p/c/y.svg': svg },
      ['p/c/y.svg'],
    ],
    ['beside lessons, where all of them lie', { 'docs/a.md': '# A', 'docs/x.svg': svg }, [], flat],
    [
      'there too, if one of them has a picture there',
      {
        'docs/a.md': '![x](img/x.svg)',
        'docs/img/x.svg': svg,
        'docs/img/y.svg': svg,
        'docs/z.svg': svg,
      },
      ['docs/img/y.svg'],
      flat,
    ],
    [
      'but in a draft',
      { [at('a')]: lesson({ status: 'draft' }, '![x](x.svg)'), 'p/c/a/x.svg': svg },
      [],
    ],
    [
      'but in a translation',
      { [at('a')]: lesson(), [at('a', 'es')]: lesson({}, '![x](x.svg)'), 'p/c/a/x.svg': svg },
      [],
    ],
    [
      'but front matter',
      {
        'docs/a/a.md': '',
        'docs/a.md': '---\ncover: [{ of: /i/y.svg }]\n---\n![x](x.svg)',
        'docs/x.svg': svg,
        'docs/y.svg': svg,
      },
      [],
      flat,
    ],
    [
      'but a page of the site',
      { 'docs/a.md': '[y](/i/y.svg) ![x](x.svg)', 'docs/x.svg': svg, 'docs/y.svg': svg },
      [],
      flat,
    ],
    [
      'but perhaps a lesson that cannot be read',
      { [at('a')]: '---\ntitle: [\n---\n', 'p/c/a/x.svg': svg },
      [],
    ],
    [
      'but a link with a slip in its name',
      { [at('a')]: lesson({}, '![x](X.svg)'), 'p/c/a/x.svg': svg },
      [],
    ],
    ['that is none', { [at('a')]: lesson(), 'p/c/a/notes.txt': 'x' }, []],
  ])('is named: %s', async (_, files, expected, config) => {
    expect(await found('MEDIA_UNUSED', files, config)).toEqual(expected)
  })
})

describe('media that is to lie in Git LFS', () => {
  const attributes = '*.svg filter=lfs diff=lfs merge=lfs -text\n'
  it.each<[string, Files, readonly string[]]>([
    ['is named', { 'p/c/a/x.svg': svg, '.gitattributes': attributes }, ['p/c/a/x.svg']],
    ['is fine as a pointer', { 'p/c/a/x.svg': pointer, '.gitattributes': attributes }, []],
    [
      'is fine where a directory is left out',
      { 'p/c/a/x.svg': svg, '.gitattributes': attributes, 'p/.gitattributes': '*.svg -filter' },
      [],
    ],
    [
      'is named by the rules of its directory',
      { 'p/c/a/x.svg': svg, 'p/c/.gitattributes': 'a/* filter=lfs' },
      ['p/c/a/x.svg'],
    ],
    ['is fine without a rule', { 'p/c/a/x.svg': svg, '.gitattributes': '*.png filter=lfs' }, []],
  ])('%s', async (_, files, expected) => {
    const all = { [at('a')]: lesson({}, '![x](x.svg)'), ...files }
    expect(await found('LFS_REQUIRED', all)).toEqual(expected)
  })
})

it('media that is to lie in Git LFS is an error where it is large', async () => {
  const large = `${svg}<!--${'x'.repeat(10 * 1024 * 1024)}-->`
  const body = '![x](x.svg) ![y](y.svg)'
  await using source = await createRepository({
    [at('a')]: lesson({}, body),
    'p/c/a/x.svg': large,
    'p/c/a/y.svg': svg,
    '.gitattributes': '*.svg filter=lfs\n',
  })
  await source.commit()
  const gathered = await (await openPublisher(source, academy)).push()
  expect(
    validateHead(gathered).map(({ path, severity, rule }) => `${path} ${severity} ${rule}`),
  ).toEqual([
    // A drawing of that size is not drawn.
    'p/c/a/index.md error MEDIA_SVG',
    'p/c/a/x.svg error LFS_REQUIRED',
    'p/c/a/y.svg warning LFS_REQUIRED',
  ])
})

it('a work tree, where Git LFS has put the files themselves, lacks a pointer only where Git has the file', async () => {
  await using source = await createRepository({
    [at('a')]: lesson({}, '![x](x.svg)'),
    'p/c/a/x.svg': svg,
    '.gitattributes': '*.svg filter=lfs\n',
  })
  const repository = await openNativeRepository(source.directory)
  await using state = await createRepository()
  const cache = openCheckCache({ ...academy, stateDirectory: state.directory })
  const check = async () =>
    (await checkWorkTree({ repository, config: academy, cache })).diagnostics.map(
      ({ path, rule }) => `${path} ${rule}`,
    )
  expect(await check()).toEqual([])
  await source.git('-c', 'filter.lfs.clean=', '-c', 'filter.lfs.required=false', 'add', '.')
  expect(await check()).toEqual(['p/c/a/x.svg LFS_REQUIRED'])
})

it('texts and media that are marked as programs are named, and no other files', async () => {
  const paths = [at('a'), 'p/c/a/x.svg', 'p/course.yaml', 'run.sh', 'logo.svg']
  await using source = await createRepository({
    ...Object.fromEntries(paths.map((path) => [path, svg])),
    [at('a')]: lesson({}, '![x](x.svg)'),
    'p/pillar.yaml': 'name: P\ndescription: Of P.\n',
    'p/c/course.yaml': 'title: C\ndescription: Of C.\n',
  })
  for (const path of [...paths, 'p/c/course.yaml']) await chmod(join(source.directory, path), 0o755)
  await source.commit()
  expect(await pathsOf('FILE_EXECUTABLE', source, academy)).toEqual([
    at('a'),
    'p/c/a/x.svg',
    'p/c/course.yaml',
  ])
})
