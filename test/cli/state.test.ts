import { existsSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createPublished, hma, hmaJson, pointerOf, seedState, startHma } from '../support/cli.ts'
import { createRepository } from '../support/repository.ts'

const academy = {
  'hma-content.yaml': 'version: 1\ncollections: [{ type: article, files: "en/{slug}.md" }]\n',
  'en/wind.md': '# Wind\n\nWatch the grass.\n',
}

/** Files named after a process, as its claim to the state is. */
const claimsOf =
  (pid: number | undefined) =>
  (paths: readonly string[]): readonly string[] =>
    paths.filter((path) => path.includes(`/${pid}-`) && path.endsWith('.json'))

describe('the state directory', () => {
  it('lies where --state says, with the bucket in it, and nowhere else', async () => {
    await using source = await createRepository(academy)
    await source.commit()
    await seedState(source.directory, 'elsewhere')
    await hmaJson(source.directory, ['publish', '--state', 'elsewhere'])
    expect(await pointerOf(source.directory, 'elsewhere/bucket')).toMatchObject({ sequence: 1 })
    expect(existsSync(join(source.directory, '.hma-content'))).toBe(false)
    expect(await source.git('status', '--porcelain')).toBe('')
    const status = await hmaJson(source.directory, ['status', '--state', 'elsewhere'])
    expect(status).toMatchObject({ release: 1 })
  })

  it('is used by one process at a time; a second is refused and told which has it', async () => {
    await using source = await createPublished(academy)
    const first = startHma(source.directory, ['query', 'select pg_sleep(30)'])
    const claims = () =>
      readdir(source.directory, { recursive: true }).then(claimsOf(first.child.pid))
    await expect.poll(claims, { timeout: 60_000 }).toHaveLength(1)
    const refused = await hma(source.directory, ['publish'])
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    expect(refused.stderr).toContain('LOCKED: ')
    expect(refused.stderr).toContain(`process ${first.child.pid} `)
    first.child.kill('SIGKILL')
    await first.ended
    expect((await hma(source.directory, ['status'])).code).toBe(0)
  })

  it('is whole after an interrupted run, which exits with 130', async () => {
    await using source = await createRepository(academy)
    await source.commit()
    await seedState(source.directory)
    const preload = `--import=${new URL('../support/signal-at-point.ts', import.meta.url).href}`
    const variables = { HMA_TEST_SIGNAL: 'SIGINT recorded 1' }
    const { ended } = startHma(source.directory, ['publish'], variables, [preload])
    expect((await ended).code).toBe(130)
    const run = await hmaJson(source.directory, ['publish'])
    expect(run).toMatchObject({ release: expect.any(Number), embeddings: { pending: 0 } })
    expect(await pointerOf(source.directory)).not.toBeNull()
  })

  it('belongs to one repository', async () => {
    await using source = await createPublished(academy)
    await using other = await createRepository({ ...academy, 'en/stands.md': '# Stands\n\nSit.\n' })
    await other.commit('Another root')
    const flags = ['--state', join(source.directory, '.hma-content')]
    const refused = await hma(other.directory, ['publish', ...flags])
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain('belongs to another repository')
  })

  it('is not made by a directory below the top of a repository', async () => {
    await using source = await createRepository(academy)
    await source.commit()
    const below = join(source.directory, 'en')
    await mkdir(below, { recursive: true })
    const config = ['--config', join(source.directory, 'hma-content.yaml')]
    const run = await hma(below, ['publish', ...config])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('Expected the top of a repository')
    expect(await readdir(below)).toEqual(['wind.md'])
  })
})
