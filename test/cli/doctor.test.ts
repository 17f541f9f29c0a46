import { describe, expect, it } from 'vitest'
import { openS3Bucket } from '../../src/bucket/s3-bucket.ts'
import { createPublished, hma, hmaJson } from '../support/cli.ts'
import { openGitServer } from '../support/git-server.ts'
import { openOpenaiServer } from '../support/openai-server.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'
import { createBucket, type S3Server, startS3rver, strictServer, useKeys } from '../support/s3.ts'

type Check = { readonly name: string; readonly state: string; readonly detail: string }

const academy = {
  'hma-content.yaml': 'version: 1\ncollections: [{ type: article, files: "en/{slug}.md" }]\n',
  'en/wind.md': '# Wind\n',
}

/** The check of this name, where nothing else is wrong. */
const checked = async (
  { directory }: TestRepository,
  name: string,
  variables: Readonly<Record<string, string>> = {},
  ...flags: readonly string[]
): Promise<Check | undefined> => {
  const run = await hma(directory, ['doctor', '--format', 'json', ...flags], variables)
  const checks = JSON.parse(run.stdout) as readonly Check[]
  const found = checks.find((check) => check.name === name)
  const others = checks.filter((check) => check !== found && check.state !== 'fine')
  expect(others).toEqual([])
  expect(run.code).toBe(found?.state === 'fine' ? 0 : 2)
  return found
}

describe('doctor', () => {
  it('finds everything fine with the embedded defaults, which it tries when told to', async () => {
    await using source = await createPublished(academy)
    const checks = await hmaJson<readonly Check[]>(source.directory, ['doctor', '--try'])
    expect(checks.map(({ name, state }) => `${name} ${state}`)).toEqual(
      ['node', 'configuration', 'repository', 'database', 'bucket', 'embedder'].map(
        (name) => `${name} fine`,
      ),
    )
    expect(checks.at(-1)?.detail).toMatch(/, answers$/)
  })

  it('asks an embedding service only when told to, for one word, and says what it says', async () => {
    await using server = await openOpenaiServer()
    await using source = await createRepository(academy)
    await source.commit()
    const key = 'sk-test-0123456789abcdef'
    const variables = { OPENAI_API_KEY: key, OPENAI_BASE_URL: server.baseUrl }
    expect(await checked(source, 'embedder', variables)).toMatchObject({ state: 'fine' })
    expect(server.asked).toEqual([])
    expect(await checked(source, 'embedder', variables, '--try')).toMatchObject({ state: 'fine' })
    expect(server.asked).toMatchObject([{ input: ['lesson'] }])
    server.answer(401)
    const refused = await checked(source, 'embedder', variables, '--try')
    expect(refused).toMatchObject({ state: 'broken', detail: expect.stringContaining('401') })
    expect(refused?.detail).not.toContain(key)
  })

  it('says that the key of an embedding service is missing', async () => {
    const config = `${academy['hma-content.yaml']}embedder: openai\n`
    await using source = await createRepository({ ...academy, 'hma-content.yaml': config })
    await source.commit()
    expect(await checked(source, 'embedder')).toMatchObject({
      state: 'broken',
      detail: expect.stringContaining('OPENAI_API_KEY'),
    })
  })

  it('asks where the repository is fetched from, whether it lets in and has the branch', async () => {
    await using server = await openGitServer()
    const remote = (branch: string) =>
      `${academy['hma-content.yaml']}source: { branch: ${branch}, remote: { url: "${server.url}" } }\n`
    await using source = await createRepository({ ...academy, 'hma-content.yaml': remote('main') })
    const commit = await source.commit()
    await source.git('push', '--quiet', server.url, 'main')
    expect(await checked(source, 'remote')).toMatchObject({
      state: 'fine',
      detail: `${server.url}, main at ${commit.slice(0, 12)}`,
    })
    await source.git('branch', 'later')
    await source.write({ 'hma-content.yaml': remote('later') })
    expect(await checked(source, 'remote')).toMatchObject({
      state: 'broken',
      detail: expect.stringContaining('The branch `later` is not there'),
    })
    server.want('x-access-token', 'the-right-one')
    const refused = await checked(source, 'remote', { GIT_TOKEN: 'the-wrong-one' })
    expect(refused).toMatchObject({ state: 'broken', detail: expect.stringContaining('fetch') })
    expect(refused?.detail).not.toContain('wrong-one')
  })
})

/** Publishes into a bucket of its own on a server. */
const onServer = async (server: S3Server) => {
  const place = await createBucket(server)
  const config = `${academy['hma-content.yaml']}environments:
  alpha: { bucket: "s3://${place.bucket}", endpoint: "${server.endpoint}" }
`
  const source = await createRepository({ ...academy, 'hma-content.yaml': config })
  await source.commit()
  const keys = {
    AWS_ACCESS_KEY_ID: server.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
  }
  useKeys(server)
  return {
    look: (...flags: readonly string[]) =>
      checked(source, 'bucket', keys, '--env', 'alpha', ...flags),
    objects: () => openS3Bucket(place).list(''),
    [Symbol.asyncDispose]: () => source.dispose(),
  }
}

describe('doctor on S3', () => {
  it('says that a server knows no conditional writes, and leaves nothing there', async () => {
    await using server = await startS3rver()
    await using alpha = await onServer(server)
    expect((await alpha.look())?.detail).toContain('nothing published yet')
    expect(await alpha.look('--try')).toMatchObject({
      state: 'broken',
      detail: expect.stringContaining('overwrites what is only to be created'),
    })
    expect(await alpha.objects()).toEqual([])
  })

  const strict = strictServer()
  if (strict !== null) {
    it('puts an object and removes it when told to', async () => {
      await using alpha = await onServer(strict)
      expect((await alpha.look('--try'))?.detail).toContain('nothing published yet, written to')
      expect(await alpha.objects()).toEqual([])
    })
  }
})
