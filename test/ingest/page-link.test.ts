import { describe, expect, it } from 'vitest'
import { leadsFromPage } from '../../src/ingest/page-link.ts'

const files = new Set(['tr/cluster.md', 'tr/a/index.md', 'tr/b.md', 'top.md'])

describe('leadsFromPage', () => {
  it.each([
    ['to the page beside its own', 'tr/nodes.md', '../cluster/', true],
    ['also without a slash, and to an anchor', 'tr/nodes.md', '../cluster#a', true],
    ['to a page that is a directory', 'tr/nodes.md', '../a/', true],
    ['from the top', 'nodes.md', '../top/', true],
    ['not to a page that is not there', 'tr/nodes.md', '../clusters/', false],
    ['not by the name of a file', 'tr/nodes.md', '../cluster.md', false],
    ['not from an index, whose page is its directory', 'tr/x/index.md', '../b/../cluster/', false],
    ['not out of the repository', 'nodes.md', '../../../top/', false],
    ['not to another site', 'tr/nodes.md', 'https://example.org/../cluster/', false],
  ])('leads %s', (_, from, url, expected) => {
    expect(leadsFromPage((path) => files.has(path), from, url)).toBe(expected)
  })
})
