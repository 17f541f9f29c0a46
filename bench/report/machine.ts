import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'
import { fileURLToPath } from 'node:url'
import { git } from '../corpus/git.ts'
import { onServer } from '../measure/databases.ts'
import { runProcess } from '../measure/run-process.ts'
import { hugoVersion } from '../peers/install.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What figures were measured on, a line for each thing that could change them. */
export const describeMachine = async (
  serverUrl: string | null,
  run = 'as its built package',
): Promise<readonly string[]> => {
  const [cpu] = cpus()
  const { stdout: gitVersion } = await runProcess('git', ['--version'], { cwd: root })
  const changed = (await git(root, 'status', '--porcelain', '--', 'src', 'schemas')) !== ''
  const hugo = await hugoVersion()
  return [
    `${new Date().toISOString().slice(0, 10)}, hma-content at ${await git(root, 'rev-parse', '--short', 'HEAD')}${changed ? ' with changes' : ''}, ${run}`,
    `${cpu?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB of memory, ${distribution()}, ${type()} ${release()}`,
    `Node ${process.versions.node}, ${gitVersion.trim()}, ${await postgresVersion(serverUrl)}`,
    `Velite 0.4.0, content-collections 0.15.3, ${hugo === null ? 'no Hugo' : `Hugo ${hugo}`}`,
    `load average ${loadavg()[0]?.toFixed(2)} at the start`,
  ]
}

const distribution = (): string => {
  try {
    const text = readFileSync('/etc/os-release', 'utf8')
    return text.match(/^PRETTY_NAME="?([^"\n]*)/m)?.[1] ?? 'unknown system'
  } catch {
    return 'unknown system'
  }
}

const postgresVersion = async (serverUrl: string | null): Promise<string> => {
  if (serverUrl === null) return 'no PostgreSQL server'
  const [row] = await onServer(serverUrl, "select current_setting('server_version') as version")
  return `PostgreSQL ${String(row?.version).split(' ')[0]}`
}

/** A warning where something else is at work here, which every figure would tell of too. */
export const busyWarning = (): string | null => {
  const load = loadavg()[0] ?? 0
  return load < 0.5
    ? null
    : `The machine was busy at the start: load average ${load.toFixed(2)}. On a quiet one all figures are lower.`
}
