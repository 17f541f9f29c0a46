import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockDirectory } from '../../src/database/lock.ts'
import { currentProcess } from '../../src/database/process-identity.ts'
import { whenStopped } from '../support/stopped.ts'

const lockModule = new URL('../../src/database/lock.ts', import.meta.url).href

let directory: string
const children: ChildProcess[] = []
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'hma-lock-')), 'db')
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await rm(join(directory, '..'), { recursive: true })
})

/** A process of another PID namespace under this host's name, as in two containers with `network_mode: host`. */
const unshare = [
  'unshare',
  '--user',
  '--map-root-user',
  '--pid',
  '--fork',
  '--kill-child',
  '--mount-proc',
] as const

/** Another Node process that tries to take the lock, answers `held` or the refusal, and then waits. */
const startHolder = async (
  prefix: readonly string[] = [],
): Promise<{ child: ChildProcess; answer: string }> => {
  const script = `
    const { lockDirectory } = await import(${JSON.stringify(lockModule)})
    const answer = await lockDirectory(${JSON.stringify(directory)}).then(() => 'held', (error) => error.message)
    process.stdout.write(answer)
    setInterval(() => {}, 1000)`
  const [command = '', ...args] = [...prefix, process.execPath, '--input-type=module', '-e', script]
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const [answer] = await once(child.stdout, 'data')
  return { child, answer: String(answer) }
}

const claims = (): Promise<string[]> => readdir(`${directory}.lock`)

/** Leaves the claim of a process that this one cannot see, last touched some seconds ago; answers its path. */
const leaveClaim = async (claim: object, untouched: number): Promise<string> => {
  const path = join(`${directory}.lock`, '1-x.json')
  await (await lockDirectory(directory)).release()
  await writeFile(path, JSON.stringify({ ...(await currentProcess()), ...claim }))
  await untouch(path, untouched)
  return path
}

const untouch = (path: string, seconds: number): Promise<void> => {
  const then = Date.now() / 1000 - seconds
  return utimes(path, then, then)
}

describe('lockDirectory', () => {
  it('refuses a second claim until the first is released', async () => {
    const first = await lockDirectory(directory)
    await expect(lockDirectory(directory)).rejects.toMatchObject({
      code: 'LOCKED',
      message: expect.stringContaining(`process ${process.pid} `),
    })
    await first.release()
    await (await lockDirectory(directory)).release()
    expect(await claims()).toEqual([])
  })

  it('is refused by name while another process lives, and taken over when it was killed', async () => {
    const { child, answer } = await startHolder()
    expect(answer).toBe('held')
    await expect(lockDirectory(directory)).rejects.toMatchObject({
      code: 'LOCKED',
      message: expect.stringMatching(new RegExp(`process ${child.pid} on .*, started 20..-`)),
    })
    child.kill('SIGKILL')
    await once(child, 'exit')
    const lock = await lockDirectory(directory)
    expect(await claims()).toHaveLength(1)
    await lock.release()
  })

  it('is taken over from a killed process whose parent never asked after it', async () => {
    const script = `
      const { lockDirectory } = await import(${JSON.stringify(lockModule)})
      await lockDirectory(${JSON.stringify(directory)})
      process.stdout.write(String(process.pid))
      setInterval(() => {}, 1000)`
    // The shell becomes a program that waits for no child, so the killed one stays as a zombie.
    const parent = spawn(
      'sh',
      ['-c', '"$0" --input-type=module -e "$1" & exec sleep 60', process.execPath, script],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    children.push(parent)
    const [pid] = await once(parent.stdout, 'data')
    process.kill(Number(pid), 'SIGKILL')
    await whenStopped(Number(pid))
    await (await lockDirectory(directory)).release()
  })

  it('goes to at most one of several processes that find it stale together', async () => {
    const { child } = await startHolder()
    child.kill('SIGKILL')
    await once(child, 'exit')
    const started = await Promise.all([startHolder(), startHolder(), startHolder()])
    expect(started.filter(({ answer }) => answer === 'held')).toHaveLength(1)
  })

  it.each([
    ['boot', 'another boot'],
    ['ticks', '1'],
  ])('takes over a claim whose process number now belongs to another: %s', async (key, value) => {
    await lockDirectory(directory)
    const [name = ''] = await claims()
    const path = join(`${directory}.lock`, name)
    const claim = JSON.parse(await readFile(path, 'utf8'))
    await writeFile(path, JSON.stringify({ ...claim, [key]: value }))
    const lock = await lockDirectory(directory)
    expect(await claims()).not.toContain(name)
    await lock.release()
  })

  it('judges by the process number alone where start time and boot are unknown', async () => {
    await lockDirectory(directory)
    const [name = ''] = await claims()
    const path = join(`${directory}.lock`, name)
    const claim = JSON.parse(await readFile(path, 'utf8'))
    await writeFile(path, JSON.stringify({ ...claim, boot: null, ticks: null }))
    await expect(lockDirectory(directory)).rejects.toMatchObject({ code: 'LOCKED' })
  })

  it('never steals a claim that cannot be read', async () => {
    const path = await leaveClaim({}, 0)
    await writeFile(path, 'half a cla')
    await untouch(path, 600)
    await expect(lockDirectory(directory)).rejects.toMatchObject({ code: 'LOCKED' })
    expect(await claims()).toEqual(['1-x.json'])
  })

  const { status } = spawnSync(unshare[0], [...unshare.slice(1), 'true'])
  if (status === 0)
    it('is refused to a process that cannot see the one that holds it, both ways', async () => {
      const lock = await lockDirectory(directory)
      expect((await startHolder(unshare)).answer).toContain(`process ${process.pid} on`)
      await lock.release()
      expect((await startHolder(unshare)).answer).toBe('held')
      await expect(lockDirectory(directory)).rejects.toMatchObject({ code: 'LOCKED' })
    })
  else
    it('is tried across PID namespaces only where `unshare` may make one', () => {
      expect(status).not.toBe(0)
    })

  it.each([
    ['host', { host: 'elsewhere', boot: 'x', ticks: '1' }],
    ['namespace', { namespace: 'pid:[1]', pid: 2 ** 30 }],
  ])('waits for a claim of another %s that was touched a minute ago', async (_, claim) => {
    await leaveClaim(claim, 60)
    await expect(lockDirectory(directory)).rejects.toMatchObject({ code: 'LOCKED' })
    expect(await claims()).toEqual(['1-x.json'])
  })

  it.each([
    ['host', { host: 'elsewhere', boot: 'x', ticks: '1' }],
    ['namespace', { namespace: 'pid:[1]' }],
  ])('takes over a claim of another %s that stays untouched', async (_, claim) => {
    await leaveClaim(claim, 180)
    const lock = await lockDirectory(directory, 100)
    expect(await claims()).not.toContain('1-x.json')
    await lock.release()
  })

  it('waits for a claim of another host that is touched once both have slept', async () => {
    const path = await leaveClaim({ host: 'elsewhere' }, 180)
    const lock = lockDirectory(directory, 2_000)
    await expect.poll(claims).toHaveLength(2)
    await untouch(path, 0)
    await expect(lock).rejects.toMatchObject({ code: 'LOCKED' })
  })

  it('waits for a process of this host that is stopped, however long', async () => {
    const { child } = await startHolder()
    child.kill('SIGSTOP')
    const [name = ''] = await claims()
    await untouch(join(`${directory}.lock`, name), 600)
    await expect(lockDirectory(directory, 100)).rejects.toMatchObject({ code: 'LOCKED' })
  })

  it('touches its claim until it is released', async () => {
    const lock = await lockDirectory(directory, 20)
    const [name = ''] = await claims()
    const path = join(`${directory}.lock`, name)
    const text = await readFile(path, 'utf8')
    await untouch(path, 600)
    const age = async () => Date.now() - (await stat(path)).mtimeMs
    await expect.poll(age).toBeLessThan(60_000)
    expect(await readFile(path, 'utf8')).toBe(text)
    await lock.release()
    expect(await claims()).toEqual([])
  })

  it('leaves a claim that others took away gone', async () => {
    const lock = await lockDirectory(directory, 20)
    const [name = ''] = await claims()
    await rm(join(`${directory}.lock`, name))
    await sleep(100)
    expect(await claims()).toEqual([])
    await lock.release()
  })

  it('judges a claim of an earlier version, which knows no namespace, by the process', async () => {
    await leaveClaim({ namespace: undefined, pid: 2 ** 30 }, 0)
    await (await lockDirectory(directory)).release()
    await leaveClaim({ namespace: undefined }, 600)
    await expect(lockDirectory(directory)).rejects.toMatchObject({ code: 'LOCKED' })
  })
})
