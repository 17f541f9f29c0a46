import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { createPublished, hmaJson, pointerOf, rowsOf } from '../support/cli.ts'
import { runScript } from '../support/workflow.ts'
import { codeBlocks, root, textOf } from './pages.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

/** What a section of the operator's page has people type. */
const recipe = (heading: string): readonly string[] => {
  const [, after = ''] = textOf('docs/operations.md').split(`\n${heading}\n`)
  const blocks = codeBlocks(after.split(/^##/m)[0] ?? '', 'sh')
  expect(blocks, heading).not.toEqual([])
  return blocks
}

const lesson = (words: string): string => `---\ntitle: Thermals\n---\n${words}\n`

it('the recipes for operators do what they say, word for word', async () => {
  await using opened = new AsyncDisposableStack()
  const many = Array.from({ length: 24 }, (_, at) => `content/season/l${at}.md`)
  const source = opened.use(
    await createPublished({
      'hma-content.yaml':
        'version: 1\ncollections: [{ type: article, files: "content/{slug...}.md" }]\n',
      'content/hunt/wind/thermals.md': lesson('Air rises by day.'),
      'content/hunt/wind/dusk.md': '# Dusk\n',
      ...Object.fromEntries(many.map((path) => [path, `# ${path}\n`])),
    }),
  )
  const place = await mkdtemp(join(tmpdir(), 'hma-recipes-'))
  opened.defer(() => rm(place, { recursive: true, force: true }))
  const program = join(root, 'bin/hma-content.js')
  await writeFile(
    join(place, 'npx'),
    `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${program}" "$@"\n`,
  )
  await chmod(join(place, 'npx'), 0o755)
  const follow = async (block: string | undefined): Promise<string> => {
    const PATH = `${place}:${process.env.PATH}`
    const run = await runScript(block ?? '', source.directory, { PATH, NO_COLOR: '1' })
    expect(run.code, `${block}${run.stderr}`).toBe(0)
    return run.stdout
  }
  const publish = () => hmaJson(source.directory, ['publish'])
  const live = async (): Promise<readonly unknown[]> =>
    (
      await rowsOf(
        source.directory,
        "select slug from content_mgmt.content_items where status = 'published' order by slug",
      )
    ).map(({ slug }) => slug)

  await source.write({ 'content/hunt/wind/thermals.md': lesson('Air falls by day.') })
  await source.commit('Say what is wrong')
  await publish()
  const [pin, rollback] = recipe('### A wrong lesson is live')
  expect(await follow(pin)).toMatch(
    /Pinned hunt\/wind\/thermals: en 1\.0\.0\. Release 3:[\s\S]*Release 4:/,
  )
  expect(await follow(rollback)).toMatch(/^Release 5 is release 3 [\s\S]*Release 6:/)

  await source.remove(...many)
  const removal = await source.commit('Remove most of it')
  await expect(publish()).rejects.toThrow('24 of 26 live items')
  const [confirm] = recipe('### A job waits for a person')
  expect(await follow(confirm)).toContain(`Confirmed ${removal}`)
  await publish()
  expect(await live()).toEqual(['hunt/wind/dusk', 'hunt/wind/thermals'])

  const [purge] = recipe("### A secret or a person's data was published")
  expect(await follow(purge)).toContain('objects were erased')
  expect(await live()).toEqual(['hunt/wind/dusk'])

  await source.write({ 'content/hunt/wind/dusk.md': '---\ntitle: [\n---\n' })
  await source.commit('Break dusk')
  await hmaJson(source.directory, ['publish'], { code: 1 })
  const [quarantined] = recipe('### A text is quarantined')
  expect(await follow(quarantined)).toContain('hunt/wind/dusk')

  await source.write({ 'content/hunt/wind/dusk.md': '# Dusk\n' })
  await source.commit('Mend dusk')
  const before = await publish().then(() => pointerOf(source.directory))
  const [, restore] = recipe('## Backup, and starting from nothing')
  const state = join(source.directory, '.hma-content')
  await rm(join(state, 'db'), { recursive: true })
  await follow(restore)
  await rm(join(state, 'bucket'), { recursive: true })
  await follow(restore?.split('\n')[1])
  expect((await pointerOf(source.directory))?.root).toBe(before?.root)
  expect(await live()).toEqual(['hunt/wind/dusk'])
})
