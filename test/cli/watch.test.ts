import { describe, expect, it } from 'vitest'
import { hma, startHma } from '../support/cli.ts'
import { createRepository } from '../support/repository.ts'

const academy = {
  'hma-content.yaml': 'version: 1\ncollections: [{ type: article, files: "en/{slug}.md" }]\n',
  'en/wind.md': '# Wind\n',
}

describe('validate --watch', () => {
  it('checks again after each change, also of the configuration, until it is ended', async () => {
    await using source = await createRepository(academy)
    const { child, ended } = startHma(source.directory, ['validate', '--watch'])
    let printed = ''
    let remarks = ''
    child.stdout?.on('data', (text: string) => (printed += text))
    child.stderr?.on('data', (text: string) => (remarks += text))
    const checks = (): number => remarks.split('waiting for changes.').length - 1
    // A file may be looked at while it is written, and then once more.
    const waitFor = { timeout: 60_000 }
    const change = async (path: string, text: string): Promise<void> => {
      const before = checks()
      await source.write({ [path]: text })
      await expect.poll(checks, waitFor).toBeGreaterThan(before)
    }
    const says = () => printed
    const remarked = () => remarks
    try {
      await expect.poll(checks, waitFor).toBe(1)
      expect(printed).toBe('No findings.\n')
      await change('en/wind.md', '[gone](gone.md)\n')
      await expect
        .poll(says, waitFor)
        .toMatch(/\(LINK_MISSING\)[\s\S]*1 warning, 0 suggestions\.\n$/)
      await change('en/new/deep.md', 'Not a lesson by its path.\n')
      await change('en/gone.md', '# There\n')
      await expect.poll(says, waitFor).toMatch(/No findings\.\n$/)
      await change('hma-content.yaml', 'version: 1\n')
      await expect.poll(remarked, waitFor).toContain('CONFIG: ')
      await change('hma-content.yaml', academy['hma-content.yaml'])
      await expect.poll(says, waitFor).toMatch(/No findings\.\n$/)
      // What it keeps for the next check is no change.
      const before = checks()
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      expect(checks()).toBe(before)
    } finally {
      child.kill('SIGINT')
    }
    expect((await ended).code).toBe(130)
  })

  it('refuses to watch a commit', async () => {
    await using source = await createRepository(academy)
    const run = await hma(source.directory, ['validate', '--watch', '--commit', 'main'])
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain('USAGE: Cannot watch a commit')
  })
})
