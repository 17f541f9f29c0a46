// Puts the files of a directory into the bucket that a configuration names, as `publish` puts media, and prints what that
// came to: `put-files.js <package> <directory with hma-content.yaml> <state> <files>`. A process of its own, to be measured,
// and no TypeScript, since what strips its types takes 25 MB. Files are named after their SHA-256, which Git and Git LFS know
// beforehand, too.
import { subscribe } from 'node:diagnostics_channel'
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, parse } from 'node:path'
import { pathToFileURL } from 'node:url'

const [packageDirectory = '', configuration = '', state = '', files = ''] = process.argv.slice(2)

let requests = 0
subscribe('http.client.request.start', () => {
  requests += 1
})

// Of the built package, like every other figure.
const built = (path) => import(pathToFileURL(join(packageDirectory, 'dist', path)).href)
const { readConfig } = await built('config.js')
const { connect } = await built('connect.js')
const { severalAtOnce } = await built('several-at-once.js')
const { putsAtOnce } = await built('bucket/bucket.js')
const { immutableHeaders } = await built('media/object-headers.js')

const inMemory = 8 * 1024 * 1024

const config = readConfig({ cwd: configuration, state, env: 'bench' }, process.env)
const connections = await connect(config)
const put = (name) => {
  const path = join(files, name)
  const { size } = statSync(path)
  const { name: sha256, ext } = parse(name)
  const key = `${ext === '.mp4' ? 'videos' : 'documents'}/${name}`
  const open = () => createReadStream(path, { highWaterMark: 256 * 1024 })
  const body = size <= inMemory ? readFileSync(path) : { size, sha256, open }
  return connections.bucket.put(key, body, immutableHeaders(key), { kind: 'create' })
}
const outcomes = await severalAtOnce(readdirSync(files), putsAtOnce, put)
await connections.close()
const stored = outcomes.filter((outcome) => outcome === 'stored').length
process.stdout.write(`${JSON.stringify({ stored, known: outcomes.length - stored, requests })}\n`)
