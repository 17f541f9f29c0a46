import { expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/connect.ts'
import { purge } from '../../src/line/purge.ts'
import { purgeSubject } from '../../src/line/purge-subject.ts'
import { openStages } from '../../src/line/stages.ts'
import { tellCdn } from '../../src/line/tell-cdn.ts'
import { openLfs } from '../../src/open-lfs.ts'
import { openRepository } from '../../src/open-repository.ts'
import type { Cdn } from '../../src/publish/cdn.ts'
import { createPublished } from '../support/cli.ts'

const decider = { by: 'Operator', at: '2026-06-01T00:00:00Z', reason: 'A person asked' }

it('has a CDN forget what was erased, also where a worker told it of that too early and a reader came by', async () => {
  await using source = await createPublished({
    'hma-content.yaml': 'version: 1\ncollections: [{ type: article, files: "en/{slug}.md" }]\n',
    'en/wind.md': '# Secret wind\n',
    'en/stand.md': '# Stand\n',
  })
  const config = readConfig({ cwd: source.directory }, {})
  const repository = await openRepository(config, process.env.PATH)
  const opened = await connect(config)
  const { database } = opened
  const copies = new Set<string>()
  const cdn: Cdn = {
    knowsTags: false,
    invalidate: async (paths) => {
      for (const path of paths) copies.delete(path)
      return 'accepted'
    },
  }
  const bucket = {
    ...opened.bucket,
    remove: async (keys: readonly string[], versions?: 'all') => {
      await tellCdn(database, cdn)
      // They are still there for whoever asks now.
      for (const key of keys) copies.add(`/${key}`)
      await opened.bucket.remove(keys, versions)
    },
  }
  const connections = { ...opened, bucket, cdn }
  const { erased } = await purge(
    {
      repository,
      config,
      lfs: openLfs(config, repository, {}),
      connections,
      now: decider.at,
      stages: openStages(() => {}),
      onProgress: () => {},
    },
    await purgeSubject(opened, 'wind'),
    decider,
  )
  expect([...copies].toSorted()).toEqual(erased.map((key) => `/${key}`).toSorted())
  expect(await tellCdn(database, cdn)).toBeNull()
  expect([...copies]).toEqual([])
  await opened.close()
})
