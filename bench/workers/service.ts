import { spawn } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type GitServer, openGitServer } from '../../test/support/git-server.ts'
import { createRepository, type TestRepository } from '../../test/support/repository.ts'
import { onServer, openTarget, type Target } from '../measure/databases.ts'
import type { WorkerOptions } from './options.ts'

/** What a service is measured in. */
export type ServicePlace = WorkerOptions & {
  /** Path of the built package's program. */
  readonly program: string
  /** For everything that is thrown away. */
  readonly directory: string
  /** Of the bucket, and how it is reached. */
  readonly bucket: Readonly<Record<string, string>>
  readonly variables: Readonly<Record<string, string>>
}

/** How a publish ended, as its worker logs it. */
export type EndedPublish = {
  readonly commit?: string
  readonly outcome: string
  readonly seconds: number
  readonly stages: Readonly<Record<string, number>>
}

/** A repository at a host, a database of its own, and workers. */
export type Service = AsyncDisposable & {
  readonly target: Target
  /** Pushes files, and gives how the publish of them ended. */
  readonly publish: (files: Parameters<TestRepository['write']>[0]) => Promise<EndedPublish>
}

// So that no password is written to a file.
const variable = 'BENCH_DATABASE_URL'

let begun = 0

/**
 * Starts so many workers, each with a state directory of its own, on all cores or on one each, and has them publish a first lesson.
 */
export const startService = async (
  place: ServicePlace,
  workers: number,
  cores: 'all' | 'one each',
): Promise<Service> => {
  begun += 1
  const directory = join(place.directory, `service-${begun}`)
  await mkdir(directory)
  const server = await openGitServer()
  const source = await createRepository()
  const target = await openTarget('native', directory, place.databaseUrl)
  await writeFile(join(directory, 'hma-content.yaml'), configuration(place, server, begun))
  const variables = { ...place.variables, [variable]: target.databaseUrl ?? '' }
  const ended: EndedPublish[] = []
  const stops = Array.from({ length: workers }, (_, at) =>
    startWorker(
      { ...place, directory, variables },
      { state: `worker-${at}`, core: cores === 'all' ? null : at },
      (each) => ended.push(each),
    ),
  )
  const publish: Service['publish'] = async (files) => {
    await source.write(files)
    const commit = await source.commit()
    await source.git('push', '--quiet', server.url, 'main')
    for (;;) {
      const found = ended.find((each) => each.commit === commit)
      if (found?.outcome === 'released') return found
      if (found !== undefined) throw new Error(`The publish ended as ${found.outcome}.`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  await publish({ 'first.md': '---\ntitle: First\n---\n\nSit still.\n' })
  return {
    target,
    publish,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(stops.map((stop) => stop()))
      await target.dispose()
      await source.dispose()
      await server[Symbol.asyncDispose]()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

const configuration = (place: ServicePlace, server: GitServer, prefix: number): string => {
  const { bucket } = place.bucket
  const environment = {
    ...place.bucket,
    bucket: bucket?.startsWith('s3:') ? `${bucket}/${prefix}` : 'file:objects',
    database: `$\{${variable}}`,
  }
  return JSON.stringify({
    version: 1,
    source: { remote: { url: server.url } },
    collections: [{ type: 'article', files: '{slug}.md' }],
    environments: { bench: environment },
  })
}

/** Starts a worker; gives what ends it. */
const startWorker = (
  { program, directory, variables }: Pick<ServicePlace, 'program' | 'directory' | 'variables'>,
  { state, core }: { readonly state: string; readonly core: number | null },
  onPublish: (ended: EndedPublish) => void,
): (() => Promise<void>) => {
  const flags = ['-C', directory, '--env', 'bench', '--state', join(directory, state)]
  const args = [process.execPath, program, ...flags, 'work', '--interval', '1', '--log', 'json']
  const env = { PATH: process.env.PATH, HOME: directory, ...variables }
  const [command = '', ...rest] = core === null ? args : ['taskset', '-c', `${core}`, ...args]
  const child = spawn(command, rest, {
    cwd: directory,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { promise: gone, resolve } = Promise.withResolvers<void>()
  child.on('close', () => resolve())
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on('line', (line) => {
      const ended = endedPublish(line)
      if (ended !== null) onPublish(ended)
    })
  return async () => {
    child.kill('SIGTERM')
    await gone
  }
}

const endedPublish = (line: string): EndedPublish | null => {
  if (!line.startsWith('{')) return null
  const { event, job, ...ended } = JSON.parse(line) as EndedPublish &
    Readonly<Record<'event' | 'job', unknown>>
  return event === 'run_ended' && job === 'publish' ? ended : null
}

/** How many parts each worker did, most first. */
export const sharesOf = async ({ target }: Service): Promise<readonly number[]> => {
  const rows = await onServer(
    target.databaseUrl ?? '',
    `select count(*)::int4 as parts from queue.job
     where name in ('media', 'embed') and state = 'completed' group by output ->> 'worker' order by 1 desc`,
  )
  return rows.map(({ parts }) => Number(parts))
}
