import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readYamlFile } from '../../src/lesson/read-yaml-file.ts'
import type { CliRun, Variables } from './program.ts'

/** A step of a workflow's job, as far as tests ask. */
export type Step = {
  readonly uses?: string
  readonly run?: string
  readonly if?: string
  readonly env?: Readonly<Record<string, string>>
}

/** A workflow, as far as tests ask. */
export type Workflow = {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: unknown
  readonly jobs: Readonly<
    Record<string, { readonly permissions?: unknown; readonly steps: readonly Step[] }>
  >
}

export const readWorkflow = (text: string): Workflow =>
  readYamlFile(Buffer.from(text)).value as unknown as Workflow

/** The scripts of a job, in their order. */
export const scriptsOf = (text: string, job: string): readonly string[] =>
  (readWorkflow(text).jobs[job]?.steps ?? []).flatMap(({ run }) => (run === undefined ? [] : [run]))

/**
 * Runs a script as GitHub does where a step names no shell:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
 */
export const runScript = async (
  script: string,
  directory: string,
  variables: Variables,
): Promise<CliRun> => {
  const place = await mkdtemp(join(tmpdir(), 'hma-step-'))
  const file = join(place, 'step.sh')
  await writeFile(file, script)
  const env = { PATH: process.env.PATH, HOME: tmpdir(), ...variables }
  const { promise, resolve } = Promise.withResolvers<CliRun>()
  const child = execFile('bash', ['-e', file], { cwd: directory, env }, (_, stdout, stderr) =>
    resolve({ code: child.exitCode, stdout, stderr }),
  )
  return await promise.finally(() => rm(place, { recursive: true, force: true }))
}
