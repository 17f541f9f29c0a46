import { createReadStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openLfsServer } from '../../test/support/lfs-server.ts'
import { git } from '../corpus/git.ts'
import { openTarget } from '../measure/databases.ts'
import { publishWith } from '../measure/program.ts'
import type { Sample } from '../measure/samples.ts'
import type { Task } from '../rows/task.ts'
import { type WrittenFilm, writeFilm } from './files.ts'
import type { UploadServer } from './options.ts'
import type { UploadSetting } from './task.ts'
import { emptyPlace, type Place, placeOf, variable, variablesOf } from './uploads.ts'

/**
 * A film of which Git has a pointer, from a server of Git LFS through a whole `publish` into the bucket; beside it the same
 * `publish` of the text before it had the film.
 */
export const filmTask = async (setting: UploadSetting, server: UploadServer): Promise<Task> => {
  const { directory, filmBytes, say } = setting
  say(`writing a film of ${filmBytes} bytes`)
  const film = await writeFilm(join(directory, 'film'), filmBytes)
  const place = await placeOf(server)
  return {
    name: 'hma-content, film in Git LFS',
    measure: async () => {
      await using lfs = await openLfsServer()
      // It says that it has the file, whose bytes come from the disk.
      lfs.objects.set(film.oid, Buffer.alloc(0))
      lfs.next('object', (response) => {
        response.writeHead(200, { 'content-length': film.size })
        createReadStream(film.path).pipe(response)
      })
      try {
        return await measureFilm(setting, place, film, lfs.url)
      } finally {
        await emptyPlace(setting, place)
      }
    },
  }
}

const measureFilm = async (
  setting: UploadSetting,
  place: Place,
  { oid, size }: WrittenFilm,
  lfsUrl: string,
): Promise<readonly Sample[]> => {
  const { directory, databaseUrl } = setting
  const repository = join(directory, `film-of-${Date.now()}`)
  const environment = { bucket: `s3://${place.bucket}/film`, endpoint: place.server.endpoint }
  const database = databaseUrl === null ? {} : { database: `$\{${variable}}` }
  const config = {
    version: 1,
    source: { lfs: { url: lfsUrl } },
    collections: [{ type: 'article', files: '{slug}.md' }],
    environments: { local: { ...environment, ...database } },
  }
  await mkdir(repository)
  const path = join(repository, 'hma-content.yaml')
  await git(repository, 'init', '--quiet', '--initial-branch=main')
  const commit = async (files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(repository, name), text)
    await git(repository, 'add', '.')
    const author = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.org']
    await git(repository, ...author, 'commit', '--quiet', '-m', 'Write')
  }
  const kind = databaseUrl === null ? 'pglite' : 'native'
  const target = await openTarget(kind, directory, databaseUrl)
  const variables = variablesOf(place, target)
  const program = { path: setting.program, repository, home: join(directory, 'home'), variables }
  const run = { config: path, state: target.state, databaseUrl: target.databaseUrl }
  const sample = async (row: string): Promise<Sample> => {
    const { measured, published } = await publishWith(program, run)
    const { seconds, peakBytes } = measured
    const count = `${published.media.bytes.toLocaleString('en')} bytes of media`
    return { row, where: 'hma-content', seconds, peakBytes, stages: null, count }
  }
  const gibibytes = (size / 2 ** 30).toFixed(1)
  try {
    await commit({ 'hma-content.yaml': JSON.stringify(config), 'wind.md': '# Wind\n\nA text.\n' })
    const before = await sample('whole `publish` of a text')
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${size}\n`
    await commit({
      '.gitattributes': '*.mp4 filter=lfs\n',
      'film.mp4': pointer,
      'wind.md': '# Wind\n\n[The film](film.mp4)\n',
    })
    return [before, await sample(`… with a film of ${gibibytes} GiB in Git LFS`)]
  } finally {
    await target.dispose()
  }
}
