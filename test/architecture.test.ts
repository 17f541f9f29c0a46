import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

type Import = { readonly target: string; readonly kind: 'value' | 'type' | 'dynamic' }
type Source = { readonly path: string; readonly text: string; readonly imports: readonly Import[] }

const src = fileURLToPath(new URL('../src', import.meta.url))

// `import … from 'x'`, `export … from 'x'`, `import 'x'` and `import('x')`.
const statement =
  /^(?:import|export)\s+(?<type>type\s)?(?:[^'"]*?\sfrom\s+)?'(?<target>[^']+)'|\bimport\('(?<dynamic>[^']+)'\)/gm

const importsOf = (path: string, text: string): readonly Import[] =>
  [...text.matchAll(statement)].map(({ groups }) => {
    const target = groups?.target ?? groups?.dynamic ?? ''
    const inside = target.startsWith('.')
    return {
      target: inside ? relative(src, join(dirname(join(src, path)), target)) : target,
      kind:
        groups?.type !== undefined ? 'type' : groups?.dynamic !== undefined ? 'dynamic' : 'value',
    }
  })

const sources: readonly Source[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .toSorted()
  .map((path) => {
    const text = readFileSync(join(src, path), 'utf8')
    return { path, text, imports: importsOf(path, text) }
  })

/** The directory below `src` that a file lies in; a file of `src` itself is in none. */
const roomOf = (path: string): string => (path.includes('/') ? (path.split('/')[0] ?? '') : '')

const rooms = new Set(sources.map(({ path }) => roomOf(path)).filter((room) => room !== ''))

/** `file → target` for every import that breaks a rule. */
const breaches = (breaks: (source: Source, imported: Import) => boolean): readonly string[] =>
  sources.flatMap((source) =>
    source.imports
      .filter((imported) => breaks(source, imported))
      .map(({ target }) => `${source.path} → ${target}`),
  )

/** Files whose code, without comments, matches. */
const filesMatching = (pattern: RegExp): readonly string[] =>
  sources
    .filter(({ text }) => pattern.test(text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')))
    .map(({ path }) => path)

it('finds the rooms and their imports, without which the rules below would hold of nothing', () => {
  const names = ['source', 'lesson', 'ingest', 'publish', 'embed', 'translation', 'search']
  expect([...rooms]).toEqual(expect.arrayContaining([...names, 'database', 'commands']))
  const table = sources.find(({ path }) => path === 'operator-commands.ts')
  expect(table?.imports).toContainEqual({ target: 'commands/publish.ts', kind: 'dynamic' })
  const imports = sources.flatMap((source) => source.imports)
  expect(imports.filter(({ kind }) => kind === 'type').length).toBeGreaterThan(50)
  expect(imports.every(({ target }) => !target.startsWith('..'))).toBe(true)
})

it('keeps the rooms of the line apart: none imports another, not even a type', () => {
  const apart = new Set(['ingest', 'publish', 'embed', 'translation', 'search'])
  const crosses = ({ path }: Source, { target }: Import): boolean =>
    apart.has(roomOf(path)) && apart.has(roomOf(target)) && roomOf(path) !== roomOf(target)
  expect(breaches(crosses)).toEqual([])
})

it('lets publishing know media and the bucket, media know the bucket, and neither look back', () => {
  const known = new Map([
    ['media', new Set(['media', 'bucket', 'contracts'])],
    ['bucket', new Set(['bucket'])],
  ])
  const looksBack = ({ path }: Source, { target }: Import): boolean =>
    rooms.has(roomOf(target)) && known.get(roomOf(path))?.has(roomOf(target)) === false
  expect([...rooms]).toEqual(expect.arrayContaining([...known.keys()]))
  expect(breaches(looksBack)).toEqual([])
})

it('lets reading Git and reading lessons know neither database, nor network, nor any other room', () => {
  const network = ['http', 'https', 'http2', 'net', 'tls', 'dns', 'dgram', 'inspector']
  const packages = ['pg', 'pg-copy-streams', 'pgvector', 'openai', 'sharp']
  const forbidden = new Set([...network.map((name) => `node:${name}`), ...packages])
  const reaches = ({ path }: Source, { target }: Import): boolean => {
    if (!['source', 'lesson'].includes(roomOf(path))) return false
    const isFar = rooms.has(roomOf(target)) && roomOf(target) !== roomOf(path)
    const [root = '', scoped = ''] = target.split('/')
    const name = root.startsWith('@') ? `${root}/${scoped}` : root
    return isFar || forbidden.has(target) || forbidden.has(name) || /^@(?:aws|electric)/.test(name)
  }
  expect(breaches(reaches)).toEqual([])
  const fetching = filesMatching(/\bfetch\(/).filter((path) => /^(?:source|lesson)\//.test(path))
  expect(fetching).toEqual([])
})

it('lets the adapter of Git LFS know its port, what a finding about media is, and no other room', () => {
  const known = new Set(['media/lfs-objects.ts', 'media/media-finding.ts'])
  const reaches = ({ path }: Source, { target }: Import): boolean =>
    roomOf(path) === 'lfs' &&
    rooms.has(roomOf(target)) &&
    roomOf(target) !== 'lfs' &&
    !known.has(target)
  expect(breaches(reaches)).toEqual([])
  const chosen = ({ path }: Source, { target }: Import): boolean =>
    roomOf(target) === 'lfs' && roomOf(path) !== 'lfs'
  expect(breaches(chosen)).toEqual(['open-lfs.ts → lfs/open-lfs-objects.ts'])
  // Besides it, only the mirror asks for anything, a token, and hooks are told what has happened.
  expect(filesMatching(/\bfetch\(/)).toEqual([
    'hooks/send-message.ts',
    'lfs/request.ts',
    'mirror/github-app.ts',
  ])
})

it('lets the database know the other rooms by their types only', () => {
  const uses = ({ path }: Source, { target, kind }: Import): boolean =>
    roomOf(path) === 'database' &&
    rooms.has(roomOf(target)) &&
    roomOf(target) !== 'database' &&
    kind !== 'type'
  expect(breaches(uses)).toEqual([])
})

it('keeps the room that proposes a setup pure: it knows texts and paths, and no Node module', () => {
  const known = new Set(['setup', 'lesson', 'source', ''])
  const reaches = ({ path }: Source, { target }: Import): boolean =>
    roomOf(path) === 'setup' && (target.startsWith('node:') || !known.has(roomOf(target)))
  expect(breaches(reaches)).toEqual([])
  expect(rooms.has('setup')).toBe(true)
})

it('has a test in each file of tests, whatever servers and programs there are', () => {
  const tests = fileURLToPath(new URL('.', import.meta.url))
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .toSorted()
  expect(files.length).toBeGreaterThan(300)
  // One that begins in the first column, or stands for those that an `if` there leaves out.
  const always = /^(?:describe|it|for|else|\} else|with\w+|\w+Contract)\b/m
  const bare = files.filter((path) => !always.test(readFileSync(join(tests, path), 'utf8')))
  expect(bare).toEqual([])
})

it('names Node modules with `node:`', () => {
  const builtin = new Set(builtinModules)
  expect(breaches((_, { target }) => builtin.has(target) && !target.startsWith('node:'))).toEqual(
    [],
  )
})

it('loads OpenTelemetry only where traces are sent', () => {
  const names = ({ path }: Source, { target }: Import): boolean =>
    target.startsWith('@opentelemetry/') &&
    !['telemetry/open-traces.ts', 'telemetry/span.ts'].includes(path)
  expect(breaches(names)).toEqual([])
  expect(filesMatching(/ from '.*\/open-traces\.ts'/)).toEqual([])
  expect(filesMatching(/import\('.*\/open-traces\.ts'\)/)).toEqual(['commands/watched.ts'])
})

/** All that is loaded with a file. */
const loadedWith = (path: string, found = new Set<string>()): ReadonlySet<string> => {
  for (const { target, kind } of sources.find((source) => source.path === path)?.imports ?? []) {
    if (kind !== 'value' || found.has(target)) continue
    found.add(target)
    loadedWith(target, found)
  }
  return found
}

it('loads the reference parser and Ajv only where something needs them', () => {
  for (const path of ['line/publish-rewording.ts', 'line/blob-thread.ts', 'line/render-text.ts']) {
    expect(loadedWith(path)).toContain('lesson/fast-tree.ts')
    expect(loadedWith(path)).not.toContain('remark-parse')
  }
  expect(loadedWith('commands/publish.ts')).toContain('config.ts')
  expect(loadedWith('commands/publish.ts')).not.toContain('ajv/dist/2020.js')
})

it('reads environment variables in one place', () => {
  const readers = filesMatching(/\bprocess\.env\b|\benv\b[^\n]*from 'node:process'/)
  expect(readers.filter((path) => !['cli.ts', 'config.ts'].includes(path))).toEqual([])
})

it('prints and exits in cli.ts alone', () => {
  const printing = filesMatching(/\bconsole\.|process\.(?:stdout|stderr)\b|process\.exit/)
  const child = 'media/rendition-process.ts' // ends its own process only
  expect(printing.filter((path) => path !== child)).toEqual(['cli.ts'])
})

it('names every file after what is in it', () => {
  const vague =
    /(?:^|\/)index\.ts$|(?:^|[/-])(?:utils?|helpers?|common|managers?|services?|misc)\.ts$/
  expect(sources.map(({ path }) => path).filter((path) => vague.test(path))).toEqual([])
})

it('has no default export and no file of more than 350 lines', () => {
  expect(filesMatching(/^export default\b|\bas default\b/m)).toEqual([])
  const long = sources.filter(({ text }) => text.split('\n').length > 350)
  expect(long.map(({ path }) => path)).toEqual([])
})
