import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { wholeBytes } from '../../src/bucket/object-body.ts'
import type { Finding } from '../../src/diagnostic.ts'
import type { JsonObject } from '../../src/json.ts'
import { readLesson } from '../../src/lesson/read-lesson.ts'
import { openLfsObjects } from '../../src/lfs/open-lfs-objects.ts'
import { type LfsPointer, readPointer } from '../../src/lfs-pointer.ts'
import { termDiagnostics } from '../../src/line/translation-terms.ts'
import { validateHead } from '../../src/line/validate-head.ts'
import { checkMedia } from '../../src/media/check-media.ts'
import { encodeImage } from '../../src/media/encode-image.ts'
import { lfsFault, lfsSource } from '../../src/media/lfs-source.ts'
import { wholeMedia } from '../../src/media/media-bytes.ts'
import { isFinding } from '../../src/media/media-finding.ts'
import { namedType } from '../../src/media/media-type.ts'
import { isMediaPath } from '../../src/source/media-path.ts'
import { modeFinding } from '../../src/source/mode.ts'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import { pathFindings } from '../../src/source/path.ts'
import { foreignShape, schemaShape } from '../lesson/reading.ts'
import { openLfsServer, status } from '../support/lfs-server.ts'
import { configOf, openPublisher } from '../support/replay.ts'
import { createRepository } from '../support/repository.ts'
import { root, textOf } from './pages.ts'
import {
  bytesOf,
  type Example,
  type ExampleFile,
  exampleCommits,
  ruleSections,
  upperCaseWords,
} from './rules.ts'

const schema = JSON.parse(textOf('schemas/lesson.schema.json')) as JsonObject
const academy = configOf(`
source: { languages: [en, es] }
translations: { terms: { thermals: { es: [térmica] } } }
collections:
  - type: lesson
    files: 'lessons/{slug}/index.md'
    translations: 'lessons/{slug}/index.{language}.md'
    schema: ${fileURLToPath(new URL('../../schemas/lesson.schema.json', import.meta.url))}
`)

// Words in upper case that name no rule: formats, signals, errors of the system, variables.
const otherWords = new Set(
  `AVIF AWS_REGION COMMIT CORS DEEP_ARCHIVE DIRC EAI_AGAIN ECONNREFUSED ECONNRESET EDQUOT EEXIST EHOSTUNREACH EISDIR ELOOP ENETUNREACH ENOENT ENOSPC ENOTDIR ENOTFOUND EPIPE
  ERR_FS_FILE_TOO_LARGE ESRCH ETIMEDOUT EXIF FALSE GLACIER GLACIER_IR HEAD HEIC HTML
  GITHUB_APP_ID GITHUB_APP_INSTALLATION_ID GITHUB_APP_KEY_FILE GITHUB_WEBHOOK_SECRETS GITLAB_WEBHOOK_SECRETS GIT_KNOWN_HOSTS_FILE GIT_SSH_KEY_FILE GIT_TOKEN
  IHDR JPEG LFS_PASSWORD LOCATION NFKC NULL OPENAI_API_KEY OPENAI_API_VERSION OPENAI_BASE_URL OPTIONS PG_VERSION POST RIFF RS256 SIGINT SIGKILL SIGTERM STANDARD_IA TIFF TRUE VIPS VP8L VP8X WAVE WEBP WHEN_REQUIRED`.split(
    /\s+/,
  ),
)
const errorCodes = new Set(
  [...textOf('src/errors.ts').matchAll(/^ {2}\| '([A-Z_]+)'$/gm)].map(([, code]) => code),
)

/** What a whole file says of itself, under the academy's schema and under none. */
const findingsOfText = (text: string): readonly Finding[] =>
  [foreignShape(), schemaShape(schema)].flatMap(
    (shape) => readLesson(bytesOf(text), shape).findings,
  )

/** What `publish` finds in the whole bytes of a media file; `served` is what the server of Git LFS gives. */
const findingsOfMedia = async (
  { path, content }: ExampleFile,
  served: string | undefined,
): Promise<readonly Finding[]> => {
  const read = readPointer(content)
  if (read.kind === 'pointer') return await findingsInLfs(path, read.pointer, served)
  const type = checkMedia(path, wholeMedia(content))
  if (isFinding(type)) return [type]
  const options = { widths: [8], formats: ['jpeg'] as const, thumbnail: 8 }
  const image =
    type.published === 'original' ? null : await encodeImage(content, type.name, options)
  return [image].filter((found) => found !== null).filter(isFinding)
}

/** What is found when a file in Git LFS is fetched; the server gives bytes, a status, or an address. */
const findingsInLfs = async (
  path: string,
  pointer: LfsPointer,
  served: string | undefined,
): Promise<readonly Finding[]> => {
  await using server = await openLfsServer()
  const [, code] = /^⟨the status (\d+)⟩$/.exec(served ?? '') ?? []
  const [, href] = /^⟨the address (.*)⟩$/.exec(served ?? '') ?? []
  if (served !== undefined) server.objects.set(pointer.oid, Buffer.from(served))
  if (code !== undefined) server.next('batch', status(Number(code)))
  if (href !== undefined) server.say(() => ({ href }))
  const config = { url: server.url, hosts: [], login: null }
  const objects = openLfsObjects(
    { config, commonDirectory: root, origin: null, login: async () => null, variables: {} },
    { wait: async () => {}, silence: 10_000, attempts: 1 },
  )
  const type = namedType(path)
  if (isFinding(type)) return [type]
  const source = lfsSource({ objects, limits: academy.lfs.limits }, path, type, pointer)
  if (isFinding(source)) return [source]
  try {
    await wholeBytes(source)
    return []
  } catch (error) {
    const fault = lfsFault(error)
    if (fault === null) throw error
    return [fault]
  }
}

/** What is found at the last of some commits, and by `publish` in its media. */
const findingsOfCommits = async (text: string): Promise<readonly Finding[]> => {
  const all = await exampleCommits(text)
  const commits = all.map((files) => files.filter(({ path }) => path !== 'lfs'))
  const served = all
    .at(-1)
    ?.find(({ path }) => path === 'lfs')
    ?.content.toString()
  await using source = await createRepository()
  for (const files of commits) {
    await source.git('rm', '-r', '--quiet', '--ignore-unmatch', '.')
    await source.write(Object.fromEntries(files.map(({ path, content }) => [path, content])))
    for (const { path, mode } of files)
      if (mode === '100755') await chmod(join(source.directory, path), 0o755)
    await source.commit()
  }
  const gathered = await (await openPublisher(source, academy)).push()
  await using objects = (await openNativeRepository(source.directory)).snapshots.openObjects()
  const media = (commits.at(-1) ?? []).filter(({ path }) => isMediaPath(path))
  return [
    ...validateHead(gathered),
    ...(await termDiagnostics(gathered, objects)),
    ...(await Promise.all(media.map((file) => findingsOfMedia(file, served)))).flat(),
  ]
}

/** What an example gives. Names and modes that no work tree holds are judged by themselves. */
const findingsOf = async (
  code: string,
  { language, text }: Example,
): Promise<readonly Finding[]> => {
  if (language === 'yaml') return findingsOfText(`---\n${text}\n---\n`)
  if (language === 'markdown') return findingsOfText(text)
  if (code === 'PATH_COLLISION' || !/^(?:PATH|MODE)_/.test(code)) return findingsOfCommits(text)
  const files = (await exampleCommits(text)).flat()
  return files.flatMap(({ mode, path }) => [
    ...pathFindings(path),
    ...[modeFinding(mode ?? '100644')].filter((found) => found !== null),
  ])
}

const severitiesOf = async (code: string, example: Example): Promise<readonly string[]> => {
  const found = (await findingsOf(code, example)).filter(({ rule }) => rule === code)
  return [...new Set(found.map(({ severity }) => severity))].toSorted()
}

describe('docs/rules.md', () => {
  it('has a section for each rule that the source can give, and for no other', () => {
    const rules = [...upperCaseWords()].filter(
      (word) => !otherWords.has(word) && !errorCodes.has(word),
    )
    expect(ruleSections.map(({ code }) => code).toSorted()).toEqual(rules.toSorted())
  })

  it('lists its sections in their order', () => {
    const [, contents = ''] = textOf('docs/rules.md').split(/^## /m)
    const listed = [...contents.matchAll(/\[(\w+)\]\(#(\w+)\)/g)]
    expect(listed.map(([, code]) => code)).toEqual(ruleSections.map(({ code }) => code))
    expect(listed.map(([, , anchor]) => anchor)).toEqual(
      ruleSections.map(({ code }) => code.toLowerCase()),
    )
  })

  it.each(ruleSections)(
    'shows what breaks $code, with its severity, and what does not',
    async ({ code, severities, examples }) => {
      const [bad, good, ...others] = examples
      if (bad === undefined || good === undefined) throw new Error('Expected two examples')
      expect(others).toEqual([])
      expect(severities).not.toEqual([])
      expect(await severitiesOf(code, bad)).toEqual(severities)
      expect(await severitiesOf(code, good)).toEqual([])
    },
    120_000,
  )
})
