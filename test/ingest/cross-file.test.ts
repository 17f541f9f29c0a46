import { describe, expect, it } from 'vitest'
import type { Config } from '../../src/config.ts'
import { validateHead } from '../../src/line/validate-head.ts'
import { academy, at, configOf, lesson, openPublisher } from '../support/replay.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const flat = configOf(`
source: { languages: [en, es] }
collections:
  - type: article
    files: 'notes/{slug}.md'
    translations: 'notes/{language}/{slug}.md'
    url: '/notes/{slug}/'
`)

/** Rule and hint of everything that is wrong at the head of a repository. */
const hintsIn = async (
  source: TestRepository,
  config: Config = academy,
): Promise<readonly string[]> => {
  const gathered = await (await openPublisher(source, config)).push()
  return validateHead(gathered).map(({ rule, hint }) => `${rule}: ${hint}`)
}

const hintsOf = async (
  files: Readonly<Record<string, string>>,
  config: Config = academy,
): Promise<readonly string[]> => {
  await using source = await createRepository(files)
  await source.commit()
  return await hintsIn(source, config)
}

describe('a link to a draft', () => {
  const draft = lesson({ status: 'draft' }, '# B')
  const rules = async (files: Readonly<Record<string, string>>) =>
    (await hintsOf(files)).map((line) => line.split(':')[0])

  it('is named in a lesson and in a translation, also where its anchor is wrong', async () => {
    const link = '[b](../b/index.md#none)'
    const files = {
      [at('a')]: lesson({}, link),
      [at('a', 'es')]: lesson({}, link),
      [at('b')]: draft,
    }
    expect(await rules(files)).toEqual(['LINK_DRAFT', 'LINK_DRAFT'])
  })

  it('is fine in a draft, and in the translation of one', async () => {
    const link = '[b](../b/index.md)'
    const files = {
      [at('a')]: lesson({ status: 'draft' }, link),
      [at('a', 'es')]: lesson({}, link),
      [at('b')]: draft,
    }
    expect(await rules(files)).toEqual([])
  })
})

describe('a link to where a lesson lay before', () => {
  /** The hints after a lesson was moved, with a link to where it lay in another. */
  const hintsAfter = async (
    config: Config,
    from: string,
    to: string,
    linking: string,
    link: string,
  ) => {
    await using source = await createRepository({
      [from]: '# Moved\n\n## There\n',
      [linking]: link,
    })
    await source.commit()
    await source.move(from, to)
    await source.commit()
    return await hintsIn(source, config)
  }
  const bare = configOf(`collections: [{ type: article, files: '{slug}/index.md' }]`)

  it.each([
    ['../old/index.md', '../new/index.md'],
    ['../old/index.md#there', '../new/index.md#there'],
    ['../old', '../new'],
    ['../old/', '../new/'],
    ['../old/#there', '../new/#there'],
    ['../old/?x=1#there', '../new/?x=1#there'],
  ])('is to be written as now: %s as %s', async (url, expected) => {
    const link = `[x](${url})`
    expect(await hintsAfter(bare, 'old/index.md', 'new/index.md', 'a/index.md', link)).toEqual([
      `LINK_MOVED: Write \`${expected}\`.`,
    ])
  })

  it.each([
    ['old.md', 'new.md'],
    ['old', 'new'],
    ['/notes/old/', '/notes/new/'],
    ['/notes/old/#there', '/notes/new/#there'],
    // There is no such translation to link to.
    ['es/old.md', 'new.md'],
  ])('is to be written in its own form: %s as %s', async (url, expected) => {
    const link = `[x](${url})`
    expect(await hintsAfter(flat, 'notes/old.md', 'notes/new.md', 'notes/a.md', link)).toEqual([
      `LINK_MOVED: Write \`${expected}\`.`,
    ])
  })

  it('names the translation where that was linked to', async () => {
    await using source = await createRepository({
      'notes/old.md': '# Old\n',
      'notes/es/old.md': '# Viejo\n',
      'notes/es/a.md': '[x](old.md)',
      'notes/a.md': '# A\n',
    })
    await source.commit()
    await source.move('notes/old.md', 'notes/new.md')
    await source.move('notes/es/old.md', 'notes/es/new.md')
    await source.commit()
    expect(await hintsIn(source, flat)).toEqual(['LINK_MOVED: Write `new.md`.'])
  })

  it('is a link to the lesson that lies there now, if there is one', async () => {
    await using source = await createRepository({
      'a/index.md': '[x](../old/)',
      'old/index.md': '# One',
    })
    await source.commit()
    await source.move('old/index.md', 'new/index.md')
    await source.commit()
    await source.write({ 'old/index.md': '# Another text altogether\n\nOf other words.' })
    await source.commit()
    expect(await hintsIn(source, bare)).toEqual([])
  })

  it('leads to nothing where the lesson was deleted', async () => {
    await using source = await createRepository({
      'a/index.md': '[x](../old/)',
      'old/index.md': '# One',
    })
    await source.commit()
    await source.remove('old')
    await source.commit()
    expect(await hintsIn(source, bare)).toEqual([
      'LINK_MISSING: Link to another lesson, or take the link out.',
    ])
  })
})

it('a link to a file that cannot be read yet, where a lesson was deleted, is left alone', async () => {
  const config = configOf(`collections: [{ type: article, files: '{slug}/index.md' }]`)
  await using source = await createRepository({ 'a/index.md': '[x](../b/)', 'b/index.md': '# B' })
  await source.commit()
  await source.remove('b')
  await source.commit()
  await source.write({ 'b/index.md': '---\ntitle: [\n---\n' })
  await source.commit()
  const found = await hintsIn(source, config)
  expect(found.filter((line) => line.startsWith('LINK'))).toEqual([])
})

describe('a link to what is not there', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'

  it.each([
    ['![x](Wind.SVG)', 'MEDIA_MISSING: Write `wind.svg`: servers tell the two apart.'],
    ['![x](../A/wind.svg)', 'MEDIA_MISSING: Write `wind.svg`: servers tell the two apart.'],
    ['![x](wnid.svg)', 'MEDIA_MISSING: Did you mean `wind.svg`?'],
    ['![x](wind.png)', 'MEDIA_MISSING: Did you mean `wind.svg`?'],
    ['![x](../aa/wind.svg)', 'MEDIA_MISSING: Did you mean `wind.svg`?'],
    ['[x](../rian/index.md)', 'LINK_MISSING: Did you mean `../rain/index.md`?'],
    ['[x](../rian/)', 'LINK_MISSING: Did you mean `../rain`?'],
    [
      '[x](../Rain/index.md#gusts)',
      'LINK_MISSING: Write `../rain/index.md#gusts`: servers tell the two apart.',
    ],
    ['[x](../cafe\u0301/)', 'LINK_MISSING: Write `../caf\u00e9`: servers tell the two apart.'],
    ['[x](p/c/rain/)', 'LINK_MISSING: Did you mean `/p/c/rain/`?'],
    ['[x]((/p/c/rain/#gusts))', 'LINK_MISSING: Did you mean `/p/c/rain/#gusts`?'],
    // A picture is no lesson, and the other way round.
    [
      '![x](index.svg)',
      'MEDIA_MISSING: Check the path; it is relative to the file that the link stands in.',
    ],
    [
      '[x](wind.md)',
      'LINK_MISSING: Check the path; it is relative to the file that the link stands in.',
    ],
    [
      '[x](../quite/another)',
      'LINK_MISSING: Check the path; it is relative to the file that the link stands in.',
    ],
  ])('names what may have been meant: %s', async (body, expected) => {
    const files = {
      [at('a')]: lesson({}, body),
      [at('rain')]: lesson({}, '# Gusts'),
      [at('caf\u00e9')]: lesson({}, '![x](../a/wind.svg)'),
      'p/c/a/wind.svg': svg,
    }
    expect(await hintsOf(files)).toEqual([expected])
  })
})

it('a link to a heading of a translation is looked up in the translation', async () => {
  const files = {
    [at('a')]: lesson({}, '[x](../b/index.es.md#uno) [y](../b/index.es.md#one)'),
    [at('b')]: lesson({}, '# One'),
    [at('b', 'es')]: lesson({}, '# Uno'),
  }
  expect(await hintsOf(files)).toEqual([
    'LINK_ANCHOR: An anchor is the heading in lower case with hyphens for spaces.',
  ])
})
