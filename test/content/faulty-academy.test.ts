import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import type { Diagnostic } from '../../src/diagnostic.ts'
import { readPath } from '../../src/source/path-text.ts'
import { textOf } from '../docs/pages.ts'
import { bytesOf, ruleSections } from '../docs/rules.ts'
import { hmaJson } from '../support/cli.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'
import { configuration, elsewhere, faults } from './faulty-academy.ts'

const mark = '▶'

/** Where the marks of a text stand, as `line:column`, once its `⟨…⟩` are what they mean. */
const placesOf = (text: string): readonly string[] => {
  const parts = text.split(mark)
  return parts.slice(1).map((_, index) => {
    const lines = bytesOf(parts.slice(0, index + 1).join(''))
      .toString()
      .split('\n')
    return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`
  })
}

/** Puts a file of the table into a work tree; names are bytes, as file systems have them. */
const put = async (source: TestRepository, path: string, text: string): Promise<void> => {
  const name = Buffer.concat([Buffer.from(`${source.directory}/`), bytesOf(path)])
  await mkdir(name.subarray(0, name.lastIndexOf('/')), { recursive: true })
  const content = text.replaceAll(mark, '')
  if (content === '⟨a link⟩') await symlink('elsewhere.md', name)
  else if (content === '⟨a program⟩') await writeFile(name, '# Wind\n', { mode: 0o755 })
  else if (content === '⟨a repository⟩') {
    await source.git('init', '--quiet', path)
    await source.git('-C', path, 'commit', '--quiet', '--allow-empty', '--message=Begin')
    await source.git('add', path)
  } else await writeFile(name, bytesOf(content))
}

it('has every rule of docs/rules.md, but for those that no work tree can break', () => {
  const named = [...Object.keys(faults), ...Object.keys(elsewhere)]
  expect(named.toSorted()).toEqual(ruleSections.map(({ code }) => code).toSorted())
  for (const [rule, files] of Object.entries(faults)) {
    expect(Object.values(files).join(''), rule).toContain(mark)
  }
})

it('gives each rule where it is broken, with its severity, and nothing else', async () => {
  await using source = await createRepository({
    'hma-content.yaml': configuration,
    'lesson.schema.json': textOf('schemas/lesson.schema.json'),
  })
  const files = Object.entries(faults).flatMap(([rule, marked]) =>
    Object.entries(marked).map(([path, text]) => ({ rule, path, text })),
  )
  for (const { path, text } of files) await put(source, path, text)
  const found = await hmaJson<readonly Diagnostic[]>(source.directory, ['validate'], { code: 1 })
  const expected = files.flatMap(({ rule, path, text }) => {
    const shown = readPath(bytesOf(path))
    return placesOf(text).map((place) => `${rule} ${shown}:${place}`)
  })
  expect(
    found.map(({ rule, path, line, column }) => `${rule} ${path}:${line}:${column}`).toSorted(),
  ).toEqual(expected.toSorted())
  const severities = new Map(ruleSections.map(({ code, severities }) => [code, severities]))
  expect(found.filter(({ rule, severity }) => !severities.get(rule)?.includes(severity))).toEqual(
    [],
  )
})
