import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { openTarget, type Target } from '../measure/databases.ts'
import { type Measured, runProcess } from '../measure/run-process.ts'
import type { Sample } from '../measure/samples.ts'
import type { Task } from '../rows/task.ts'
import { writeLargeFile, writeSmallFiles } from './files.ts'
import type { UploadServer } from './options.ts'
import type { UploadSetting } from './task.ts'

/** One load of files to be put: how its rows are called, and where they lie. */
type Load = { readonly row: string; readonly files: string; readonly count: number }

/** A bucket on the server, as everything that is measured reaches it. */
export type Place = { readonly server: UploadServer; readonly bucket: string }

/** Small objects and a large one, put by us and by rclone, with what it does by itself and with as many at once as we. */
export const uploadTasks = async (
  setting: UploadSetting,
  server: UploadServer,
): Promise<readonly Task[]> => {
  const { directory, only, small, smallBytes, largeBytes } = setting
  const place = await placeOf(server)
  const loads: Load[] = []
  if (only.has('small')) {
    const files = join(directory, 'small')
    await writeSmallFiles(files, small, smallBytes)
    const row = `${small.toLocaleString('en')} objects of ${(smallBytes / 1000).toFixed(0)} kB`
    loads.push({ row, files, count: small })
  }
  if (only.has('large')) {
    const files = join(directory, 'large')
    await writeLargeFile(files, largeBytes)
    loads.push({ row: `one object of ${(largeBytes / 2 ** 30).toFixed(1)} GiB`, files, count: 1 })
  }
  return loads.flatMap((load) => [
    ownTask(setting, place, load),
    rcloneTask(setting, place, load, 'rclone copy', []),
    // Of one object there is nothing to put at once.
    ...(load.count === 1 ? [] : [rcloneTask(setting, place, load, tuned, atOnce)]),
  ])
}

/** Makes a bucket for this bench, if it is not there yet. */
export const placeOf = async (server: UploadServer): Promise<Place> => {
  const place = { server, bucket: `hma-bench-${process.pid}` }
  const client = new S3Client({
    endpoint: server.endpoint,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: server,
  })
  await client.send(new CreateBucketCommand({ Bucket: place.bucket }))
  client.destroy()
  return place
}

const tuned = 'rclone copy, 32 at once'
const atOnce = ['--transfers', '32', '--checkers', '32']

let prefixes = 0
const nextPrefix = (): string => `run-${++prefixes}`

const sampleOf = (row: string, where: string, measured: Measured, count: string): Sample => {
  const { code, stderr, seconds, peakBytes } = measured
  if (code !== 0) throw new Error(`${where} ended with ${code}: ${stderr.slice(-1500)}`)
  return { row, where, seconds, peakBytes, stages: null, count }
}

const nothing = (row: string): string => `${row}, nothing changed`

const program = fileURLToPath(new URL('put-files.js', import.meta.url))

const ownTask = (setting: UploadSetting, place: Place, load: Load): Task => ({
  name: `hma-content, ${load.row}`,
  measure: async () => {
    const kind = setting.databaseUrl === null ? 'pglite' : 'native'
    const target = await openTarget(kind, setting.directory, setting.databaseUrl)
    const configuration = join(setting.directory, nextPrefix())
    await mkdir(configuration)
    const address = `s3://${place.bucket}/${nextPrefix()}`
    const environment = { bucket: address, endpoint: place.server.endpoint, ...databaseOf(target) }
    const collections = [{ type: 'article', files: '{slug}.md' }]
    const config = { version: 1, collections, environments: { bench: environment } }
    await writeFile(join(configuration, 'hma-content.yaml'), JSON.stringify(config))
    const run = (files: string): Promise<Measured> =>
      runProcess(
        process.execPath,
        [program, dirname(dirname(setting.program)), configuration, target.state, files],
        { cwd: setting.directory, env: variablesOf(place, target) },
      )
    try {
      // Making the database is no part of this.
      const empty = join(setting.directory, 'empty')
      await mkdir(empty, { recursive: true })
      await run(empty)
      const first = await run(load.files)
      const stored = `${tally(first).stored} stored, ${tally(first).requests} requests`
      const again = await run(load.files)
      const known = `${tally(again).known} known, ${tally(again).requests} requests`
      if (tally(first).stored !== load.count || tally(again).known !== load.count)
        throw new Error(`Expected ${load.count} objects, got ${stored}; ${known}.`)
      return [
        sampleOf(load.row, 'hma-content', first, stored),
        sampleOf(nothing(load.row), 'hma-content', again, known),
      ]
    } finally {
      await target.dispose()
      await emptyPlace(setting, place)
    }
  },
})

type Tally = { readonly stored: number; readonly known: number; readonly requests: number }

const tally = ({ code, stdout, stderr }: Measured): Tally => {
  if (code !== 0) throw new Error(`hma-content ended with ${code}: ${stderr.slice(-1500)}`)
  return JSON.parse(stdout) as Tally
}

// A variable, so that no password is written to a file.
export const variable = 'BENCH_DATABASE_URL'

const databaseOf = ({ databaseUrl }: Target) =>
  databaseUrl === null ? {} : { database: `$\{${variable}}` }

export const variablesOf = (
  { server }: Place,
  { databaseUrl }: Target,
): Readonly<Record<string, string>> => ({
  AWS_ACCESS_KEY_ID: server.accessKeyId,
  AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
  ...(databaseUrl === null ? {} : { [variable]: databaseUrl }),
})

const rcloneTask = (
  setting: UploadSetting,
  place: Place,
  load: Load,
  where: string,
  flags: readonly string[],
): Task => ({
  name: `${where}, ${load.row}`,
  measure: async () => {
    const target = `:s3:${place.bucket}/${nextPrefix()}`
    const run = () => rclone(setting, place, ['copy', ...flags, load.files, target])
    try {
      const first = await run()
      const again = await run()
      const listed = await rclone(setting, place, ['size', '--json', target])
      const { count } = JSON.parse(listed.stdout) as { readonly count: number }
      if (count !== load.count)
        throw new Error(`${where} stored ${count} of ${load.count} objects.`)
      return [
        sampleOf(load.row, where, first, `${count} stored`),
        sampleOf(nothing(load.row), where, again, `${count} known`),
      ]
    } finally {
      await emptyPlace(setting, place)
    }
  },
})

const rclone = (
  { directory }: UploadSetting,
  { server }: Place,
  args: readonly string[],
): Promise<Measured> =>
  runProcess('rclone', ['--config', '/dev/null', ...args], {
    cwd: directory,
    env: {
      RCLONE_S3_PROVIDER: 'Ceph',
      RCLONE_S3_ENDPOINT: server.endpoint,
      RCLONE_S3_ACCESS_KEY_ID: server.accessKeyId,
      RCLONE_S3_SECRET_ACCESS_KEY: server.secretAccessKey,
    },
  })

/** Takes away what one measurement left, so that the next finds a server of the same size. */
export const emptyPlace = async (setting: UploadSetting, place: Place): Promise<void> => {
  await rclone(setting, place, ['delete', `:s3:${place.bucket}`])
  await rm(join(setting.directory, 'empty'), { recursive: true, force: true })
}
