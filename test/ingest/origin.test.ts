import { describe, expect, it } from 'vitest'
import { type Graph, originOf } from '../../src/ingest/origin.ts'
import type { Change } from '../../src/source/change.ts'

/** `es.md: x → y`; `-` where the file is absent. */
const change = (text: string): Change => {
  const [path = '', oids = ''] = text.split(': ')
  const [old = '-', now = '-'] = oids.split(' → ')
  return {
    path,
    oldMode: old === '-' ? '000000' : '100644',
    newMode: now === '-' ? '000000' : '100644',
    oldOid: old === '-' ? null : old,
    newOid: now === '-' ? null : now,
  }
}

type Node = Readonly<Record<string, readonly string[]>>

/** Commits, each with its parents and the changes against each of them; a root has the parent ''. */
const graphOf = (commits: Readonly<Record<string, Node>>): Graph =>
  new Map(
    Object.entries(commits).map(([commit, node]) => [
      commit,
      {
        parents: Object.keys(node).filter((parent) => parent !== ''),
        changes: Object.values(node).map(
          (texts) => new Map(texts.map(change).map((one) => [one.path, one])),
        ),
      },
    ]),
  )

const from = (graph: Graph, commit: string, oid: string, digest = (blob: string) => blob) =>
  originOf(graph, { commit, path: 'es.md', oid }, digest)

describe('originOf', () => {
  it('goes back to the commit that last changed the file', () => {
    const graph = graphOf({
      c: { b: [] },
      b: { a: ['es.md: x → y'] },
      a: { '': ['es.md: - → x'] },
    })
    expect(from(graph, 'c', 'y')).toEqual({ commit: 'b', path: 'es.md', oid: 'y' })
    expect(from(graph, 'a', 'x')).toEqual({ commit: 'a', path: 'es.md', oid: 'x' })
  })

  it.each([
    ['the first parent', { a: [], s: ['es.md: x → y'] }, 'a'],
    ['another parent', { a: ['es.md: x → y'], s: [] }, 's'],
    ['no parent', { a: ['es.md: x → y'], s: ['es.md: z → y'] }, 'm'],
  ])('follows a merge that is equal to %s', (_, node, expected) => {
    const graph = graphOf({
      m: node,
      a: { r: ['es.md: - → y'] },
      s: { r: ['es.md: - → y'] },
      r: { '': [] },
    })
    expect(from(graph, 'm', 'y')?.commit).toBe(expected)
  })

  it('follows a rename on the side branch', () => {
    const graph = graphOf({
      m: { a: ['es.md: - → x'], s: [] },
      a: { r: [] },
      s: { t: ['es.md: - → x', 'old.es.md: x → -'] },
      t: { r: ['old.es.md: - → x'] },
      r: { '': [] },
    })
    expect(from(graph, 'm', 'x')).toEqual({ commit: 't', path: 'old.es.md', oid: 'x' })
  })

  it('passes over a change that leaves the text as it was', () => {
    const graph = graphOf({
      m: { a: ['es.md: - → x2'], s: [] },
      s: { t: ['es.md: x1 → x2'] },
      t: { r: ['es.md: - → x1'] },
    })
    const digest = (blob: string) => blob.slice(0, 1)
    expect(from(graph, 'm', 'x2', digest)).toEqual({ commit: 't', path: 'es.md', oid: 'x1' })
  })

  it('has no answer where the way leads out of the graph', () => {
    expect(from(graphOf({ m: { a: ['es.md: - → x'], s: [] } }), 'm', 'x')).toBeNull()
    expect(from(new Map(), 'm', 'x')).toBeNull()
  })
})
