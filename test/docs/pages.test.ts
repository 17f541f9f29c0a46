import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { codeNames, deadPaths, pages, root, textOf } from './pages.ts'

describe('the documentation', () => {
  it.each(pages)('names in $path only files and directories that are there', (page) => {
    expect(deadPaths(page)).toEqual([])
  })
})

describe('docs/architecture.md', () => {
  const named = new Set(codeNames(textOf('docs/architecture.md')))
  const source = readdirSync(join(root, 'src'), { withFileTypes: true })

  it('names every room and every file between the rooms', () => {
    const rooms = source.filter((entry) => entry.isDirectory()).map(({ name }) => `src/${name}/`)
    const files = source.filter((entry) => entry.isFile()).map(({ name }) => `src/${name}`)
    expect(rooms.length).toBeGreaterThan(5)
    expect([...rooms, ...files].filter((path) => !named.has(path))).toEqual([])
  })

  it('names every table and view of the database', () => {
    const files = readdirSync(join(root, 'schemas/database')).map((name) =>
      textOf(`schemas/database/${name}`),
    )
    const created = [...files.join('\n').matchAll(/^create (?:table|view) (\S+)/gm)]
    const tables = created.map(([, name]) => name ?? '')
    expect(tables).toContain('content_mgmt.content_items')
    expect(tables.filter((name) => !named.has(name))).toEqual([])
  })
})
