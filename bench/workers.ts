// Measures one publish that workers share: `npm run bench:workers -- --help`.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openServerApart } from './embed/server-apart.ts'
import { buildPackage } from './measure/package.ts'
import { summariseSamples } from './measure/samples.ts'
import { busyWarning, describeMachine } from './report/machine.ts'
import { replaceSection } from './report/sections.ts'
import { workersSection } from './report/workers.ts'
import { measureInTurn } from './rows/task.ts'
import { makeBucket } from './workers/bucket.ts'
import { openDistant } from './workers/distant.ts'
import {
  readWorkerOptions,
  type WorkerLoad,
  type WorkerOptions,
  workerUsage,
} from './workers/options.ts'
import type { ServicePlace } from './workers/service.ts'
import { workerTasks } from './workers/tasks.ts'

const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

/** Sections of the results by load. */
const bench = async (
  options: WorkerOptions,
  directory: string,
): Promise<ReadonlyMap<WorkerLoad, string>> => {
  const busy = busyWarning()
  const machine = await describeMachine(options.databaseUrl)
  say('building the package')
  const program = await buildPackage(join(directory, 'package'))
  await using embeddings = await openServerApart({ latency: options.latency })
  const { server } = options
  await using distant =
    server === null ? null : await openDistant(server.endpoint, options.distance)
  await using made = server === null ? null : await makeBucket(server)
  const bucket: ServicePlace['bucket'] =
    made === null || distant === null
      ? { bucket: 'file:objects' }
      : { bucket: `s3://${made.name}`, endpoint: distant.address }
  const variables = {
    OPENAI_API_KEY: 'none',
    OPENAI_BASE_URL: embeddings.baseUrl,
    AWS_ACCESS_KEY_ID: server?.accessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: server?.secretAccessKey ?? '',
  }
  const place = { ...options, program, directory, bucket, variables }
  const sections = new Map<WorkerLoad, string>()
  for (const load of options.only) {
    const { samples, failures } = await measureInTurn(workerTasks(place, load), options.runs, say)
    const facts = [...machine, ...(busy === null ? [] : [busy]), ...failures]
    sections.set(load, workersSection(load, summariseSamples(samples), facts))
  }
  return sections
}

const options = readWorkerOptions(process.argv.slice(2), process.env)
if (options === null) process.stdout.write(`${workerUsage}\n`)
else {
  const directory = await mkdtemp(join(tmpdir(), 'hma-bench-'))
  try {
    const path = resolve(options.output)
    for (const [load, section] of await bench(options, directory)) {
      const before = await readFile(path, 'utf8').catch(() => '# Results\n')
      await writeFile(path, replaceSection(before, `workers ${load}`, section))
      process.stdout.write(`${section}\n`)
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
