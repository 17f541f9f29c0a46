import { expect, it } from 'vitest'
import { serverUrl } from '../support/database.ts'
import { openOpenaiServer } from '../support/openai-server.ts'
import { createRepository } from '../support/repository.ts'
import { openPlace, type Place, publishAt, startCommand } from './place.ts'
import { openServerPlace } from './server-place.ts'
import { stopCommandAt } from './stop-command-at.ts'

const flags = ['--batch', '--format', 'json']

// On a server both have the database open; the embedded one has no second process.
const openEither = (repository: string): Promise<Place & AsyncDisposable> =>
  serverUrl === undefined
    ? openPlace(repository, null)
    : openServerPlace(serverUrl, repository, null)

it('two reindexes at once: one buys, stopped before its batch is known to the service or not, the other is told which process it is', async () => {
  await using server = await openOpenaiServer()
  await using source = await createRepository({
    'hma-content.yaml':
      'version: 1\ncollections: [{ type: article, files: "en/{slug}.md" }]\nsource: { history: head }\n',
    'en/elk.md': '# Elk\n\nListen first.\n',
    'en/duck.md': '# Duck\n\nSit in the reeds.\n',
  })
  await source.commit('Add lessons')
  await using place = await openEither(source.directory)
  await publishAt(place)
  const buying = {
    ...place,
    variables: {
      ...place.variables,
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: server.baseUrl,
    },
  }
  const first = await stopCommandAt(buying, 'reindex', { point: 'batch-planned', flags })
  for (const others of [flags, []]) {
    const { code, stderr } = await startCommand(buying, 'reindex', { flags: others }).ended
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringMatching(new RegExp(`LOCKED: .*process ${first.child.pid} on`, 'iu')),
    })
  }
  first.child.kill('SIGCONT')
  const { code, stdout, stderr } = await first.ended
  expect(code, stderr).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ bought: 2, embedded: 2, lacking: 0 })
  expect(server.desk.batches).toHaveLength(1)
  expect(server.sold()).toBe(2)
})
