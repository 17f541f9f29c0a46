// Measures uploads and pictures beside other tools: `npm run bench:publish -- --help`.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPackage } from './measure/package.ts'
import { summariseSamples } from './measure/samples.ts'
import { busyWarning, describeMachine } from './report/machine.ts'
import { replaceSection } from './report/sections.ts'
import { uploadsSection, uploadsTable } from './report/uploads.ts'
import { measureInTurn, type Task } from './rows/task.ts'
import { filmTask } from './uploads/film.ts'
import { readUploadOptions, type UploadOptions, uploadUsage } from './uploads/options.ts'
import { pictureTasks } from './uploads/pictures.ts'
import { uploadTasks } from './uploads/uploads.ts'

const readme = fileURLToPath(new URL('../README.md', import.meta.url))

const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

const bench = async (options: UploadOptions, directory: string) => {
  const busy = busyWarning()
  const machine = await describeMachine(options.databaseUrl)
  const remarks = busy === null ? [] : [busy]
  say('building the package')
  const program = await buildPackage(join(directory, 'package'))
  const setting = { ...options, program, directory, say }
  const tasks: Task[] = []
  if (options.server !== null) tasks.push(...(await uploadTasks(setting, options.server)))
  if (options.server !== null && options.only.has('film'))
    tasks.push(await filmTask(setting, options.server))
  if (options.server === null)
    remarks.push('HMA_TEST_S3_URL was not set, so the rows of uploads are missing.')
  if (options.only.has('pictures')) tasks.push(...(await pictureTasks(setting)))
  const { samples, failures } = await measureInTurn(tasks, options.runs, say)
  return { rows: summariseSamples(samples), machine, remarks: [...remarks, ...failures] }
}

const options = readUploadOptions(process.argv.slice(2), process.env)
if (options === null) process.stdout.write(`${uploadUsage}\n`)
else {
  const directory = await mkdtemp(join(tmpdir(), 'hma-bench-'))
  try {
    const results = await bench(options, directory)
    const section = uploadsSection(results)
    const path = resolve(options.output)
    const before = await readFile(path, 'utf8').catch(() => '# Results\n')
    await writeFile(path, replaceSection(before, 'publishing', section))
    process.stdout.write(`${section}\n`)
    if (options.readme) {
      const text = await readFile(readme, 'utf8')
      const table = uploadsTable(results)
      await writeFile(
        readme,
        replaceSection(text, 'publishing: written by `npm run bench:publish`', table),
      )
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
