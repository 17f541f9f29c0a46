import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import type { Json, JsonObject } from '../../src/json.ts'
import { codeBlocks, pages, root, tableRows, textOf } from './pages.ts'

const rows = tableRows(textOf('docs/configuration.md'))
const schema = JSON.parse(textOf('schemas/hma-content.schema.json')) as JsonObject

type Key = readonly [path: string, schema: JsonObject]

/** Every key of a schema that holds no further keys, as the page writes its path. */
const keysOf = (node: JsonObject, path = ''): readonly Key[] => {
  const named = Object.entries((node.properties ?? {}) as JsonObject)
  return named.flatMap(([name, value]) => leavesOf(value as JsonObject, `${path}${name}`))
}

const leavesOf = (node: JsonObject, path: string): readonly Key[] => {
  const items = (node.items ?? {}) as JsonObject
  if (node.properties !== undefined) return keysOf(node, `${path}.`)
  if (items.properties !== undefined) return keysOf(items, `${path}[].`)
  const named = (node.additionalProperties || {}) as JsonObject
  return named.properties !== undefined ? keysOf(named, `${path}.<name>.`) : [[path, node]]
}

/** A value as YAML's brackets and braces hold it. */
const inFlow = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(inFlow).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  return `{ ${Object.entries(value).map(([key, each]) => `${key}: ${inFlow(each)}`)} }`
}

/** A value as it is written in YAML, in backticks. */
const written = (value: Json | undefined): string => {
  if (Array.isArray(value)) return `\`[${value.join(', ')}]\``
  if (typeof value !== 'object' || value === null) return `\`${value}\``
  return `\`${inFlow(value)}\``
}

const keys = keysOf(schema)

describe('docs/configuration.md', () => {
  it('names every key of the schema, and no other', () => {
    expect(keys.length).toBeGreaterThan(30)
    const variables = [...rows.keys()].filter((name) => !/^[A-Z_]+$/.test(name))
    expect(variables.toSorted()).toEqual(keys.map(([path]) => path).toSorted())
  })

  it.each(keys)('gives the default and an example of %s', (path, node) => {
    const [type, fallback, example, meaning] = rows.get(path) ?? []
    if (node.default !== undefined) expect(fallback).toBe(written(node.default))
    expect(type).not.toBe('')
    expect(fallback).not.toBe('')
    expect(meaning).not.toBe('')
    expect(example).toBe(written((node.examples as readonly Json[])[0]))
    for (const choice of (node.enum ?? []) as readonly Json[])
      expect(type).toContain(`\`${choice}\``)
  })

  it('names every environment variable that the program reads', () => {
    const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    const sources = files
      .filter((path) => path.endsWith('.ts'))
      .map((path) => textOf(`src/${path}`))
    const read = [...sources.join('\n').matchAll(/\bvariables\.([A-Z][A-Z_]+)/g)]
      .map(([, name]) => name ?? '')
      .filter((name) => name !== 'PATH')
    expect(read).toContain('OPENAI_API_KEY')
    expect(read.filter((name) => !rows.has(name))).toEqual([])
    expect(read.filter((name) => !textOf('README.md').includes(`\`${name}\``))).toEqual([])
  })
})

describe('the configurations that the documentation shows', () => {
  const directory = mkdtempSync(join(tmpdir(), 'hma-docs-'))
  afterAll(() => rmSync(directory, { recursive: true }))
  const shown = pages.flatMap(({ path, text }) =>
    codeBlocks(text, 'yaml')
      .filter((code) => code.startsWith('version:'))
      .map((code, index) => [`${path}, number ${index + 1}`, code] as const),
  )

  it.each(shown)('are accepted: %s', (_, code) => {
    // Schema paths are relative to the configuration; here the project's own are meant.
    const file = join(directory, 'hma-content.yaml')
    writeFileSync(file, code.replace(/(?<=schema: )(?=schemas\/)/g, root))
    const config = readConfig({ cwd: directory }, {})
    expect(config.collections.length).toBeGreaterThan(0)
  })
})

describe('a collection with addresses of its own', () => {
  it('takes the pattern of an address as the schema shows it', () => {
    const example = ((schema.properties as JsonObject).collections as JsonObject)
      .items as JsonObject
    const { url } = example.properties as { url: { examples: readonly string[] } }
    const directory = mkdtempSync(join(tmpdir(), 'hma-docs-'))
    const code = `version: 1\ncollections:\n  - { type: article, files: "{slug}.md", url: "${url.examples[0]}" }\n`
    writeFileSync(join(directory, 'hma-content.yaml'), code)
    const [collection] = readConfig({ cwd: directory }, {}).collections
    rmSync(directory, { recursive: true })
    expect(collection?.url?.names).toEqual(['slug'])
  })
})
