import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDiskFull } from '../disk-full.ts'
import { ContentError } from '../errors.ts'
import { reach } from '../point.ts'
import { currentProcess, mayRun, type ProcessIdentity } from './process-identity.ts'

type Claim = ProcessIdentity & { readonly command: string; readonly started: string }

const attempts = 6

/**
 * Takes the lock of a data directory, which is kept beside it in `<directory>.lock/`; it holds until
 * `release`, or until the process is gone, however it went. Another process that may still run is never
 * robbed: the call is refused (`LOCKED`) naming its pid and start.
 *
 * Every claimant creates a file of its own (O_EXCL, a name never used again) and holds the lock if it then
 * sees no other living claim; otherwise it withdraws. A dead claim can thus be removed by anyone at any
 * time, with none of the races of replacing a single stale file. Claimants that met try again at random times.
 */
export const lockDirectory = async (
  directory: string,
): Promise<{ readonly release: () => Promise<void> }> => {
  const place = `${directory}.lock`
  const own = join(place, `${process.pid}-${randomUUID()}.json`)
  for (let attempt = 1; ; attempt += 1) {
    await writeClaim(place, own)
    reach('lock-claimed')
    const other = await livingClaim(place, own)
    if (other === undefined) return { release: () => rm(own, { force: true }) }
    await rm(own, { force: true })
    if (attempt === attempts) throw refusal(directory, place, other)
    await sleep(Math.random() * 20 * attempt)
  }
}

const writeClaim = async (place: string, own: string): Promise<void> => {
  const claim: Claim = {
    ...(await currentProcess()),
    command: process.argv.slice(1).join(' ').slice(0, 500),
    started: new Date(Date.now() - process.uptime() * 1000).toISOString(),
  }
  // Written aside and renamed, so that nobody reads half a claim.
  const draft = `${own}.draft`
  try {
    await mkdir(place, { recursive: true })
    await writeFile(draft, JSON.stringify(claim), { flag: 'wx' })
    await rename(draft, own)
  } catch (error) {
    if (isDiskFull(error)) throw error
    throw new ContentError('LOCKED', `Cannot write the lock in \`${place}\``, { cause: error })
  }
}

/** Another claim whose process may still run, or the path of one that cannot be read; removes the dead. */
const livingClaim = async (place: string, own: string): Promise<Claim | string | undefined> => {
  const names = (await readdir(place)).filter(
    (name) => name.endsWith('.json') && name !== basename(own),
  )
  for (const name of names) {
    const path = join(place, name)
    const claim = await readClaim(path)
    if (claim === undefined) continue
    if (typeof claim === 'string' || (await mayRun(claim))) return claim
    await rm(path, { force: true })
  }
  return undefined
}

/** The claim, its path if it is no claim of ours, or nothing if it is gone meanwhile. */
const readClaim = async (path: string): Promise<Claim | string | undefined> => {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
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

const refusal = (directory: string, place: string, other: Claim | string): ContentError => {
  if (typeof other === 'string')
    return new ContentError('LOCKED', `Cannot tell who holds \`${directory}\`: see \`${other}\``, {
      hint: 'Delete that file if no process uses the database.',
    })
  return new ContentError(
    'LOCKED',
    `Cannot open \`${directory}\`: process ${other.pid} on \`${other.host}\`, started ${other.started}, holds it (\`${other.command}\`)`,
    { hint: `Wait for it to end. If it ran on a host that is gone, delete \`${place}\`.` },
  )
}
