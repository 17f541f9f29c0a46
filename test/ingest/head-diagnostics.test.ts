import { describe, expect, it } from 'vitest'
import type { Config } from '../../src/config.ts'
import { validateHead } from '../../src/line/validate-head.ts'
import { academy, at, configOf, lesson, openPublisher } from '../support/replay.ts'
import { createRepository } from '../support/repository.ts'

const foreign = configOf(`
source: { languages: [en, es, pt-BR] }
collections:
  - type: lesson
    files: '{pillar}/{course}/{slug}/index.md'
    translations: '{pillar}/{course}/{slug}/index.{language}.md'
    fields: { prerequisites: requires }
`)

/** Severity, rule and path of everything that is wrong with a commit of these files. */
const findingsOf = async (
  files: Readonly<Record<string, string>>,
  config: Config = academy,
): Promise<readonly string[]> => {
  await using source = await createRepository(files)
  await source.commit()
  const gathered = await (await openPublisher(source, config)).push()
  return validateHead(gathered).map(({ path, severity, rule }) => `${severity} ${rule} ${path}`)
}

describe.each([
  ['with a schema', academy],
  ['without a schema', foreign],
])('links of a lesson %s', (_, config) => {
  it.each([
    ['[x](//evil.example)', ['error LINK_PROTOCOL_RELATIVE']],
    ['[x](\\\\\\\\evil.example)', ['error LINK_PROTOCOL_RELATIVE']],
    ['[x](../../../../../etc/passwd)', ['error LINK_OUTSIDE']],
    ['![x](a/../../../../../../etc/x.png)', ['error LINK_OUTSIDE']],
    ['[x](%2e%2e/b/index.md)', ['error LINK_DISGUISED']],
    ['[x](%2E./%2e%2e/../../../etc)', ['error LINK_DISGUISED', 'error LINK_OUTSIDE']],
    ['![x](/img/x.png)', ['error LINK_ABSOLUTE']],
    // A site may show the repository below a directory of its own.
    ['[x](../../../../site/page.html)', ['warning LINK_OUTSIDE']],
    ['[x](../B/index.md)', ['error LINK_MISSING']],
    ['![x](X.svg)', ['error MEDIA_MISSING']],
    ['[x](../bb/index.md)', ['warning LINK_MISSING']],
  ])('%s: %j', async (body, expected) => {
    const files = {
      [at('a')]: lesson({}, body),
      [at('b')]: lesson({}, '![y](../a/x.svg)'),
      'p/c/a/x.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    }
    expect(await findingsOf(files, config)).toEqual(
      expected.map((finding) => `${finding} ${at('a')}`),
    )
  })

  it('that are ordinary are not among the findings', async () => {
    const body =
      '[a](../b/index.md) [b](../../../README) ![c](x.svg) [d](/page) [e](a%20b/../../b/index.md) [f](../b/index.md?q=..%2f..)'
    const files = {
      [at('a')]: lesson({}, body),
      [at('b')]: lesson({}, 'There.'),
      README: 'x',
      'p/c/a/x.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    }
    expect(await findingsOf(files, config)).toEqual([])
  })
})

describe.each([
  ['with a schema', academy, 'prerequisites'],
  ['without a schema, under its own key', foreign, 'requires'],
])('lessons to read before one, %s', (_, config, key) => {
  const needs = (slugs: string): string => lesson().replace('---\n', `---\n${key}: ${slugs}\n`)

  it('are found by their slug, also by one that they had before', async () => {
    await using source = await createRepository({
      [at('a')]: needs('[p/c/b, p/c/old]'),
      [at('b')]: lesson({}, 'B'),
      [at('old')]: lesson({}, 'Old'),
    })
    await source.commit()
    await source.move(at('old'), at('new'))
    await source.commit()
    const gathered = await (await openPublisher(source, config)).push()
    expect(validateHead(gathered)).toEqual([])
  })

  it('that are not there are named', async () => {
    expect(await findingsOf({ [at('a')]: needs('[p/c/none]') }, config)).toEqual([
      `error PREREQUISITE_MISSING ${at('a')}`,
    ])
  })

  it('that ask for each other are named, and no others', async () => {
    const files = {
      [at('a')]: needs('[p/c/b]'),
      [at('b')]: needs('[p/c/a]'),
      [at('c')]: needs('[p/c/a]'),
      // Between two circles, `c` lies on neither.
      [at('d')]: needs('[p/c/d, p/c/c]'),
      [at('e')]: lesson({}, 'E'),
      [at('f')]: needs('[p/c/e]'),
    }
    expect(await findingsOf(files, config)).toEqual(
      ['a', 'b', 'd'].map((slug) => `error PREREQUISITE_CYCLE ${at(slug)}`),
    )
  })
})

describe.each([
  ['with a schema', academy],
  ['without a schema', foreign],
])('a translation, %s', (_, config) => {
  const es = '---\ntitle: Una\n---\n\nUno.\n'

  it('whose source is not there is named', async () => {
    expect(await findingsOf({ [at('a')]: lesson(), [at('b', 'es')]: es }, config)).toEqual([
      `error TRANSLATION_ORPHANED ${at('b', 'es')}`,
    ])
  })

  it.each(['fr', 'xx', 'e_s', '..', 'es-'])(
    'into the language %j is an error',
    async (language) => {
      expect(await findingsOf({ [at('a')]: lesson(), [at('a', language)]: es }, config)).toEqual([
        `error TRANSLATION_LANGUAGE ${at('a', language)}`,
      ])
    },
  )

  it('in any spelling of a language that is configured is fine', async () => {
    const files = { [at('a')]: lesson(), [at('a', 'pt-br')]: es, 'p/c/a/index.fr.png.txt': '' }
    expect(await findingsOf(files, config)).toEqual([])
  })
})

it('directories of languages that are not configured are left alone', async () => {
  const config = configOf(`
source: { languages: [en, es] }
collections: [{ type: article, files: 'en/{slug}.md', translations: '{language}/{slug}.md' }]
`)
  const files = { 'en/a.md': '# A\n', 'fr/a.md': '# A\n', 'docs/a.md': '# A\n' }
  expect(await findingsOf(files, config)).toEqual([])
})

describe('people whom front matter names', () => {
  const authors =
    'authors: [{ id: 8c5eb83b-1f64-4f49-9a5d-c574a8327fa9, key: ruth, name: R, emails: [r@example.org], github: ruth-o }]\n'

  it.each([
    ['ruth', 'r@example.org', []],
    ['ruth-o', '8c5eb83b-1f64-4f49-9a5d-c574a8327fa9', []],
    ['rut', 'Ruth Okafor', ['AUTHOR_UNKNOWN', 'REVIEWER_UNKNOWN']],
  ])('are looked up in the list: %s and %s', async (author, reviewer, expected) => {
    const files = { [at('a')]: lesson({ author, reviewer }), 'authors.yaml': authors }
    const found = expected.map((rule) => `warning ${rule} ${at('a')}`)
    expect(await findingsOf(files)).toEqual(found)
    const foreignText = `---\nauthor: ${author}\nreviewer: ${reviewer}\n---\n# A\n`
    expect(
      await findingsOf({ [at('a')]: foreignText, 'content/authors.yaml': authors }, foreign),
    ).toEqual([])
  })

  it('are left alone while the list has faults, and in a translation looked up too', async () => {
    const broken = `${authors.trimEnd().slice(0, -1)}, { id: x }]\n`
    const files = {
      [at('a')]: lesson({ author: 'ruth' }),
      [at('a', 'es')]: lesson({ author: 'x' }),
    }
    expect(await findingsOf({ ...files, 'authors.yaml': authors })).toEqual([
      `warning AUTHOR_UNKNOWN ${at('a', 'es')}`,
    ])
    const found = await findingsOf({ ...files, 'authors.yaml': broken })
    expect(found.filter((line) => line.includes('UNKNOWN'))).toEqual([])
  })
})

describe('what acts on whoever clones', () => {
  it('is named: an address of a server, a filter, a task, a Git repository among the files', async () => {
    const files = {
      [at('a')]: lesson(),
      '.lfsconfig': '[lfs]\nurl = https://evil.example\n',
      '.gitattributes': '*.md filter=clean\n',
      '.vscode/tasks.json': '{ "tasks": [{ "runOptions": { "runOn": "folderOpen" } }] }',
      'p/c/x/HEAD': 'ref: refs/heads/main\n',
      'p/c/x/config': '[core]\nfsmonitor = ./run\n',
      'p/c/x/objects/.keep': '',
      'p/c/x/refs/.keep': '',
    }
    expect(await findingsOf(files)).toEqual([
      'warning FILE_SMUGGLED .gitattributes',
      'error FILE_SMUGGLED .lfsconfig',
      'warning FILE_SMUGGLED .vscode/tasks.json',
      'warning FILE_SMUGGLED p/c/x/config',
    ])
  })

  it('is not what a repository with code beside its lessons has', async () => {
    const files = {
      [at('a')]: lesson(),
      '.gitattributes':
        '* text=auto eol=lf\n*.png filter=lfs diff=lfs merge=lfs -text\n*.svg diff=xml\n',
      '.gitmodules': '[submodule "theme"]\n\tpath = themes/x\n\turl = https://example.org/x.git\n',
      '.lfsconfig': '[lfs]\n\tfetchexclude = *.mov\n',
      '.npmrc': 'engine-strict=true\n',
      '.vscode/settings.json': '{}',
      '.vscode/tasks.json': '{ "tasks": [{ "command": "npm test" }] }',
      '.github/workflows/ci.yml': 'on: push\n',
      '.husky/pre-commit': 'npm test\n',
      'package.json': '{}',
      'src/HEAD': 'x',
      'src/config': 'x',
    }
    expect(await findingsOf(files)).toEqual([])
  })
})
