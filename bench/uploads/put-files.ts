// Puts the files of a directory into the bucket that a configuration names, as `publish` puts media, and prints what that
// came to: `put-files.ts <package> <directory with hma-content.yaml> <state> <files>`. A process of its own, to be measured.
import { createHash } from 'node:crypto'
import { subscribe } from 'node:diagnostics_channel'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [packageDirectory = '', configuration = '', state = '', files = ''] = process.argv.slice(2)

let requests = 0
subscribe('http.client.request.start', () => {
  requests += 1
})

// Of the built package, like every other figure; typed by the source it was built from.
const built = (path: string): string => pathToFileURL(join(packageDirectory, 'dist', path)).href
const { readConfig }: typeof import('../../src/config.ts') = await import(built('config.js'))
const { connect }: typeof import('../../src/connect.ts') = await import(built('connect.js'))
const { severalAtOnce }: typeof import('../../src/several-at-once.ts') = await import(
  built('several-at-once.js')
)
const { putsAtOnce }: typeof import('../../src/bucket/bucket.ts') = await import(
  built('bucket/bucket.js')
)
const { immutableHeaders }: typeof import('../../src/media/object-headers.ts') = await import(
  built('media/object-headers.js')
)

const inMemory = 8 * 1024 * 1024

const digestOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }))
    hash.update(chunk)
  return hash.digest('hex')
}

const config = readConfig({ cwd: configuration, state, env: 'bench' }, process.env)
const connections = await connect(config)
const put = async (name: string): Promise<string> => {
  const path = join(files, name)
  const { size } = await stat(path)
  const body = size <= inMemory ? await readFile(path) : null
  const sha256 =
    body === null ? await digestOf(path) : createHash('sha256').update(body).digest('hex')
  const key = name.endsWith('.mp4') ? `videos/${sha256}.mp4` : `documents/${sha256}.pdf`
  const open = () => createReadStream(path, { highWaterMark: 1024 * 1024 })
  const source = { size, sha256, open }
  return connections.bucket.put(key, body ?? source, immutableHeaders(key), { kind: 'create' })
}
const outcomes = await severalAtOnce(await readdir(files), putsAtOnce, put)
await connections.close()
const stored = outcomes.filter((outcome) => outcome === 'stored').length
process.stdout.write(`${JSON.stringify({ stored, known: outcomes.length - stored, requests })}\n`)
