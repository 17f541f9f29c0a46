import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDiskFull } from '../disk-full.ts'
import { ContentError } from '../errors.ts'
import { reach } from '../point.ts'
import { currentProcess, isForeign, mayRun, type ProcessIdentity } from './process-identity.ts'

type Claim = ProcessIdentity & { readonly command: string; readonly started: string }

type Own = { readonly path: string; readonly text: string; readonly written: number }

const attempts = 6
const touchedEach = 10_000
// Long, since a process may be suspended, or too busy to touch its claim, and go on writing afterwards.
const lapsesAfter = 120_000

/**
 * Takes the lock of a data directory, which is kept beside it in `<directory>.lock/`; it holds until
 * `release`, or until the process is gone, however it went. Another process that may still run is never
 * robbed: the call is refused (`LOCKED`) naming its pid and start. Of a process on another host or in another
 * container nobody can tell whether it runs, but by its claim, which it touches every ten seconds: one that was
 * not touched for two minutes is dead. (Versions before this never touch theirs.)
 *
 * Every claimant creates a file of its own (O_EXCL, a name never used again) and holds the lock if it then
 * sees no other living claim; otherwise it withdraws. A dead claim can thus be removed by anyone at any
 * time, with none of the races of replacing a single stale file. Claimants that met try again at random times.
 */
export const lockDirectory = async (
  directory: string,
  touched = touchedEach,
): Promise<{ readonly release: () => Promise<void> }> => {
  const place = `${directory}.lock`
  const path = join(place, `${process.pid}-${randomUUID()}.json`)
  for (let attempt = 1; ; attempt += 1) {
    const own = await writeClaim(place, path)
    reach('lock-claimed')
    // What cannot be touched now may be the next time, long before anybody takes it for dead.
    const timer = setInterval(() => void touch(own).catch(() => {}), touched)
    timer.unref()
    const release = async (): Promise<void> => {
      clearInterval(timer)
      await rm(path, { force: true })
    }
    const other = await livingClaim(place, own, touched).catch(async (error) => {
      await release()
      throw error
    })
    if (other === undefined) return { release }
    await release()
    if (attempt === attempts) throw refusal(directory, other)
    await sleep(Math.random() * 20 * attempt)
  }
}

const writeClaim = async (place: string, path: string): Promise<Own> => {
  const claim: Claim = {
    ...(await currentProcess()),
    command: process.argv.slice(1).join(' ').slice(0, 500),
    started: new Date(Date.now() - process.uptime() * 1000).toISOString(),
  }
  const text = JSON.stringify(claim)
  // Written aside and renamed, so that nobody reads half a claim.
  const draft = `${path}.draft`
  try {
    await mkdir(place, { recursive: true })
    await writeFile(draft, text, { flag: 'wx' })
    const { mtimeMs: written } = await stat(draft)
    await rename(draft, path)
    return { path, text, written }
  } catch (error) {
    if (isDiskFull(error)) throw error
    throw new ContentError('LOCKED', `Cannot write the lock in \`${place}\``, { cause: error })
  }
}

// Written over with the same bytes, so that its time is by the clock of who keeps the file, as with all other
// claims; `utimes` would set it by this host's clock. One that is gone is not made again.
const touch = async ({ path, text }: Own): Promise<void> => {
  await using file = await open(path, 'r+')
  await file.write(text, 0)
}

/** Another claim whose process may still run, or the path of one that cannot be read; removes the dead. */
const livingClaim = async (
  place: string,
  own: Own,
  touched: number,
): Promise<Claim | string | undefined> => {
  const names = (await readdir(place)).filter(
    (name) => name.endsWith('.json') && name !== basename(own.path),
  )
  for (const name of names) {
    const path = join(place, name)
    const claim = await readClaim(path)
    if (claim === undefined) continue
    if (typeof claim === 'string') return claim
    const hasLapsed = async () => (await isForeign(claim)) && (await isSilent(path, own, touched))
    if ((await mayRun(claim)) && !(await hasLapsed())) return claim
    await rm(path, { force: true })
  }
  return undefined
}

// Looked at twice: where both slept, as containers of a suspended machine do, the other touches it first.
const isSilent = async (path: string, { written }: Own, touched: number): Promise<boolean> => {
  const last = await touchedAt(path)
  if (last === null) return true
  if (written - last < lapsesAfter) return false
  await sleep(touched * 1.5)
  return (await touchedAt(path)) === last
}

/** When a claim was touched; null where it is gone meanwhile. */
const touchedAt = (path: string): Promise<number | null> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    (error) => {
      if (isGone(error)) return null
      throw error
    },
  )

const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** The claim, its path if it is no claim of ours, or nothing if it is gone meanwhile. */
const readClaim = async (path: string): Promise<Claim | string | undefined> => {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (isGone(error)) return undefined
    throw new ContentError('LOCKED', `Cannot read the lock \`${path}\``, { cause: error })
  }
  return parseClaim(text) ?? path
}

const parseClaim = (text: string): Claim | undefined => {
  try {
    const claim = JSON.parse(text) as Partial<Claim> | null
    const isWhole = typeof claim?.pid === 'number' && typeof claim.host === 'string'
    return isWhole ? (claim as Claim) : undefined
  } catch {
    return undefined // reported as a claim that cannot be read
  }
}

const refusal = (directory: string, other: Claim | string): ContentError => {
  if (typeof other === 'string')
    return new ContentError('LOCKED', `Cannot tell who holds \`${directory}\`: see \`${other}\``, {
      hint: 'Delete that file if no process uses the database.',
    })
  return new ContentError(
    'LOCKED',
    `Cannot open \`${directory}\`: process ${other.pid} on \`${other.host}\`, started ${other.started}, holds it (\`${other.command}\`)`,
    {
      hint: 'Wait for it to end, or stop it where it is a service. If its host or container is gone, its claim lapses after two minutes.',
    },
  )
}
