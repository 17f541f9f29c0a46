import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { startProgram } from '../support/program.ts'
import { createRepository } from '../support/repository.ts'

// As of a Node that is too old to run the source, from which the program goes over to the one that a checkout brings.
const older = `--import=data:text/javascript,${encodeURIComponent(
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.0.0' } })",
)}`

it('ends with its first process where that is an older Node, which is asked to', async () => {
  await using source = await createRepository({
    'hma-content.yaml': 'version: 1\ncollections: [{ type: article, files: "en/{slug}.md" }]\n',
    'en/wind.md': '# Wind\n',
  })
  const { child, ended } = startProgram(source.directory, ['validate', '--watch'], {}, [older])
  let printed = ''
  child.stdout?.on('data', (text: string) => (printed += text))
  await expect.poll(() => printed, { timeout: 60_000 }).toContain('No findings.')
  const inner = (await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')).trim()
  expect(inner).toMatch(/^\d+$/)
  child.kill('SIGTERM')
  expect((await ended).code).toBe(2)
  expect(existsSync(`/proc/${inner}`)).toBe(false)
})
