import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seedState } from './cli.ts'
import { createServerDatabase, serverUrl } from './database.ts'
import { type GitServer, openGitServer } from './git-server.ts'
import { createRepository, type TestRepository } from './repository.ts'

/** A host with a repository, and a directory in which its service is configured. */
export type TestService = AsyncDisposable & {
  readonly server: GitServer
  readonly source: TestRepository
  /** The operator's directory: a configuration outside of the repository, and its state. */
  readonly directory: string
  /** What the program is given: the database on a server, where there is one. */
  readonly variables: Readonly<Record<string, string>>
  /** Commits what was written, pushes it, and gives the commit. */
  readonly push: (message?: string, ...flags: readonly string[]) => Promise<string>
}

/** Number by which webhooks name the repository. */
export const repositoryId = 1_296_269

const configurationOf = (url: string): string => `version: 1
source: { remote: { url: "${url}", id: ${repositoryId} } }
collections:
  - type: article
    files: lessons/{slug}.md
    fields: { publish_at: live_from }
`

/** An article by its title. */
export const article = (title: string, words = 'Sit still.'): string =>
  `---\ntitle: ${title}\n---\n${words}\n`

/** Starts it with some articles pushed, on a database of its own on the server of that address, or on the embedded one. */
export const openTestService = async (
  files: Readonly<Record<string, string | Uint8Array>>,
  place: string = serverUrl ?? 'embedded',
): Promise<TestService> => {
  const server = await openGitServer()
  const source = await createRepository(files)
  const directory = await mkdtemp(join(tmpdir(), 'hma-service-'))
  await writeFile(join(directory, 'hma-content.yaml'), configurationOf(server.url))
  const database = place === 'embedded' ? null : await createServerDatabase(place)
  if (database === null) await seedState(directory)
  const push: TestService['push'] = async (message = 'Change', ...flags) => {
    const commit = await source.commit(message)
    await source.git('push', '--quiet', ...flags, server.url, 'main')
    return commit
  }
  await push('Add the first articles')
  return {
    server,
    source,
    directory,
    variables: database === null ? {} : { DATABASE_URL: database.url },
    push,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]()
      await source.dispose()
      await database?.drop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
