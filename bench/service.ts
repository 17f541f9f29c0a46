// Measures how many deliveries `serve` takes, good, bad and slow: `npm run bench:service -- --seconds 60`.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { onServer, openTarget, type Target } from './measure/databases.ts'
import { buildPackage } from './measure/package.ts'
import { readPeak, runProcess, startProcess } from './measure/run-process.ts'
import { wholeNumber } from './options.ts'
import { busyWarning, describeMachine } from './report/machine.ts'
import { replaceSection } from './report/sections.ts'
import { type ServiceRow, serviceSection, serviceTable } from './report/service.ts'
import { benchRepository, benchSecret } from './service/deliveries.ts'
import { deliverFor, dripFrom } from './service/load.ts'

const guide = fileURLToPath(new URL('../docs/service.md', import.meta.url))

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    'slow-seconds': { type: 'string', default: '15' },
    connections: { type: 'string', default: '64' },
    senders: { type: 'string', default: '500' },
    output: { type: 'string', default: 'bench/RESULTS.md' },
    guide: { type: 'boolean', default: false },
  },
})
const seconds = wholeNumber('seconds', values.seconds, 1)
const slowSeconds = wholeNumber('slow-seconds', values['slow-seconds'], 1)
const connections = wholeNumber('connections', values.connections, 1)
const senders = wholeNumber('senders', values.senders, 1)

const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

const port = 4299
const url = `http://127.0.0.1:${port}/`

const configuration = `version: 1
source: { remote: { url: "http://127.0.0.1:9/content.git", id: ${benchRepository} } }
collections: [{ type: article, files: "{slug}.md" }]
`

const startService = async (program: string, directory: string, target: Target) => {
  await writeFile(join(directory, 'hma-content.yaml'), configuration)
  const env = { DATABASE_URL: target.databaseUrl ?? '', GITHUB_WEBHOOK_SECRETS: benchSecret }
  const options = { cwd: directory, env }
  const args = [program, '--state', target.state]
  const migrated = await runProcess(process.execPath, [...args, 'migrate'], options)
  if (migrated.code !== 0) throw new Error(migrated.stderr)
  const running = startProcess(process.execPath, [...args, 'serve', '--port', `${port}`], options)
  for (let isUp = false; !isUp; ) {
    const answer = fetch(`${url}healthz`).then(({ ok }) => ok)
    const ended = running.ended.then(({ stderr }) => Promise.reject(new Error(stderr)))
    isUp = await Promise.race([answer.catch(() => false), ended])
  }
  return running
}

type Results = { readonly rows: readonly ServiceRow[]; readonly remark: string }

const measure = async (directory: string, serverUrl: string): Promise<Results> => {
  say('building the package')
  const program = await buildPackage(join(directory, 'package'))
  const target = await openTarget('native', directory, serverUrl)
  const work = join(directory, 'work')
  await mkdir(work)
  const service = await startService(program, work, target)
  const peak = (): number | null => (service.pid === undefined ? null : readPeak(service.pid))
  const rowsNow = async (): Promise<number> => {
    const sql = 'select count(*)::int as count from pipeline.deliveries'
    return Number((await onServer(target.databaseUrl ?? '', sql))[0]?.count)
  }
  try {
    say(`delivering for ${seconds} s`)
    const load = await deliverFor(url, { seconds, connections })
    const rows = await rowsNow()
    const plain = { what: `${connections} connections`, load, rows, peakBytes: peak() }
    say(`delivering for ${slowSeconds} s beside ${senders} slow senders`)
    const slow = dripFrom(url, senders)
    const beside = await deliverFor(url, { seconds: slowSeconds, connections })
    const { cutOff, longest } = await slow.end()
    const what = `${connections} connections, beside ${senders} slow senders`
    const left = (await rowsNow()) - rows
    return {
      rows: [plain, { what, load: beside, rows: left, peakBytes: peak() }],
      remark: `Slow senders give a byte a second; they were cut off ${cutOff} times, each after ${longest.toFixed(1)} s at most, and began again.`,
    }
  } finally {
    service.kill()
    await service.ended
    await target.dispose()
  }
}

const serverUrl = process.env.HMA_BENCH_DATABASE_URL
if (!serverUrl) throw new Error('Expected HMA_BENCH_DATABASE_URL: a server with pgvector.')
const busy = busyWarning()
const machine = await describeMachine(serverUrl)
const directory = await mkdtemp(join(tmpdir(), 'hma-bench-'))
try {
  const { rows, remark } = await measure(directory, serverUrl)
  const section = serviceSection(rows, machine, busy === null ? [remark] : [remark, busy])
  const path = resolve(values.output)
  const before = await readFile(path, 'utf8').catch(() => '# Results\n')
  await writeFile(path, replaceSection(before, 'deliveries', section))
  process.stdout.write(`${section}\n`)
  const name = 'deliveries: written by `npm run bench:service`'
  if (values.guide)
    await writeFile(guide, replaceSection(await readFile(guide, 'utf8'), name, serviceTable(rows)))
  for (const { load, rows: found } of rows)
    if (load.surprises.size > 0 || found !== load.accepted.size) process.exitCode = 1
} finally {
  await rm(directory, { recursive: true, force: true })
}
