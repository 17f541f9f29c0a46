import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readYamlFile } from '../../src/lesson/read-yaml-file.ts'
import { contentWorkflow } from '../../src/setup/content-workflow.ts'
import { reindexWorkflow } from '../../src/setup/reindex-workflow.ts'
import { root } from '../docs/pages.ts'
import { hmaJson } from '../support/cli.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'
import { runScript, type Step, scriptsOf } from '../support/workflow.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const npm = async (directory: string, ...args: readonly string[]): Promise<void> => {
  await promisify(execFile)('npm', [...args, '--offline', '--no-audit', '--no-fund'], {
    cwd: directory,
  })
}

/** A package that is nothing but a way to this program, so that a lock file can pin it without a registry. */
const packProgram = async (directory: string): Promise<Buffer> => {
  await mkdir(directory)
  const bin = pathToFileURL(join(root, 'bin/hma-content.js')).href
  const manifest = { name: 'hma-content', version: '0.0.0', type: 'module', bin: 'run.js' }
  await writeFile(join(directory, 'package.json'), JSON.stringify(manifest))
  await writeFile(join(directory, 'run.js'), `#!/usr/bin/env node\nawait import('${bin}')\n`)
  await npm(directory, 'pack', '--silent')
  return readFile(join(directory, 'hma-content-0.0.0.tgz'))
}

/** The lines that a job of the example for GitLab runs. */
const scriptOfGitlab = async (job: string): Promise<readonly string[]> => {
  const example = readYamlFile(await readFile(join(root, 'examples/gitlab-ci.yml'))).value
  const jobs = example as Readonly<Record<string, { readonly script: readonly string[] }>>
  return jobs[job]?.script ?? []
}

let source: TestRepository
let place: string
let variables: Record<string, string>

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'hma-runner-'))
  source = await createRepository({
    'hma-content.yaml': 'version: 1\ncollections: [{ type: article, files: "en/{slug}.md" }]\n',
    'en/wind.md': '# Wind\n\nWatch the grass.\n',
    '.gitignore': 'node_modules\n',
    'package.json': JSON.stringify({
      private: true,
      devDependencies: { 'hma-content': 'file:hma-content-0.0.0.tgz' },
    }),
    'hma-content-0.0.0.tgz': await packProgram(join(place, 'program')),
  })
  await npm(source.directory, 'install', '--package-lock-only')
  await source.commit()
  await source.git('clone', '--quiet', '--bare', '.', join(place, 'origin.git'))
  await source.git('remote', 'add', 'origin', join(place, 'origin.git'))
  await source.git('fetch', '--quiet', 'origin')
  variables = {
    GITHUB_WORKSPACE: source.directory,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'academy/lessons',
    GITHUB_BASE_REF: 'main',
    GITHUB_STEP_SUMMARY: join(place, 'summary.md'),
    RUNNER_TEMP: place,
    npm_config_offline: 'true',
  }
})
afterAll(async () => {
  await source.dispose()
  await rm(place, { recursive: true, force: true })
})

describe('the scripts of the workflows, run on a repository that pins the program', () => {
  it('publish the branch', async () => {
    const [install = '', , publish = ''] = scriptsOf(
      contentWorkflow('main', 'dependency').text,
      'publish',
    )
    expect(await runScript(install, source.directory, variables)).toMatchObject({ code: 0 })
    const run = await runScript(publish, source.directory, variables)
    expect(run).toMatchObject({ code: 0 })
    expect(run.stdout).toContain('1 create')
  })

  it.each([
    ['GitHub', async () => scriptsOf(contentWorkflow('main', 'dependency').text, 'publish')[1]],
    ['GitLab', async () => (await scriptOfGitlab('publish')).slice(1, 3).join('\n')],
  ])(
    'fetch on %s what is recorded, where a forced push took it off the branch',
    async (host, script) => {
      const recorded = await source.git('rev-parse', 'HEAD')
      const origin = join(place, `${host}.git`)
      await source.git('clone', '--quiet', '--bare', '.', origin)
      await source.git('-C', origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
      const other = await source.git('commit-tree', '-m', 'Go another way', 'HEAD^{tree}')
      await source.git('push', '--quiet', '--force', origin, `${other}:main`)
      const clone = join(place, host)
      await source.git('clone', '--quiet', `file://${origin}`, clone)
      for (const kept of ['.hma-content', 'node_modules'])
        await cp(join(source.directory, kept), join(clone, kept), { recursive: true })
      const has = () => source.git('-C', clone, 'cat-file', '-e', recorded)
      await expect(has()).rejects.toThrow()
      expect(await runScript((await script()) ?? '', clone, variables)).toMatchObject({ code: 0 })
      await has()
    },
  )

  it.each([
    ['schedule', { MODEL: '', MAX_COST: '', DRY_RUN: '' }, { code: 0 }],
    ['workflow_dispatch', { MODEL: '', MAX_COST: '2', DRY_RUN: 'true' }, { code: 0 }],
    ['workflow_dispatch', { MODEL: '$(touch x)', MAX_COST: '2', DRY_RUN: 'true' }, { code: 2 }],
  ])('reindex on %s with %j', async (event, inputs, expected) => {
    const script = scriptsOf(reindexWorkflow('dependency').text, 'reindex').at(-1) ?? ''
    const given = { ...variables, ...inputs, GITHUB_EVENT_NAME: event }
    expect(await runScript(script, source.directory, given)).toMatchObject(expected)
    expect(await source.git('status', '--porcelain')).toBe('')
  })

  it('report on a request by the program and the configuration of the branch', async () => {
    await source.git('checkout', '--quiet', '-b', 'edit')
    await source.write({
      'en/wind.md': '# Wind\n\nWatch the grass. [gone](gone.md)\n',
      // A request that would have itself checked by something else.
      'package.json': '{ "private": true, "scripts": { "preinstall": "exit 7" } }',
      'package-lock.json': '{}',
    })
    await source.commit()
    const scripts = scriptsOf(contentWorkflow('main', 'dependency').text, 'report')
    const given = { ...variables, HEAD_SHA: await source.git('rev-parse', 'HEAD') }
    let printed = ''
    for (const script of scripts) {
      const { code, stdout, stderr } = await runScript(script, source.directory, given)
      expect(code, stderr).toBe(0)
      printed += stdout
    }
    expect(printed).toContain('::warning file=en/wind.md,line=3,col=18,title=LINK_MISSING::')
    const summary = await readFile(join(place, 'summary.md'), 'utf8')
    expect(summary).toContain('## hma-content: 1 lesson to change\n')
    expect(summary).toContain(
      `(https://github.com/academy/lessons/blob/${given.HEAD_SHA}/en/wind.md#L3)`,
    )
    expect(await hmaJson(source.directory, ['status'])).toMatchObject({ release: 1 })
  })

  it('report on GitLab, too', async () => {
    const script = await scriptOfGitlab('report')
    const given = {
      ...variables,
      CI_BUILDS_DIR: place,
      CI_JOB_ID: '1',
      CI_PROJECT_DIR: source.directory,
      CI_PROJECT_URL: 'https://gitlab.com/academy/lessons',
      CI_COMMIT_SHA: await source.git('rev-parse', 'HEAD'),
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
    }
    const run = await runScript(script.join('\n'), source.directory, given)
    expect(run.code, run.stderr).toBe(0)
    expect(await readFile(join(source.directory, 'findings.xml'), 'utf8')).toContain('LINK_MISSING')
    expect(await readFile(join(source.directory, 'report.md'), 'utf8')).toContain(
      `https://gitlab.com/academy/lessons/-/blob/${given.CI_COMMIT_SHA}/en/wind.md#L3`,
    )
  })

  it('run a command as the action is told, one argument a line', async () => {
    const action = readYamlFile(await readFile(join(root, 'action.yml'))).value
    const { steps } = (action as { readonly runs: { readonly steps: readonly Step[] } }).runs
    const given = {
      ...variables,
      GITHUB_ACTION_PATH: root,
      HMA_ARGUMENTS: 'history\n$(touch x) wind\n--format\njson\n',
    }
    const run = await runScript(steps.at(-1)?.run ?? '', source.directory, given)
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('$(touch x) wind') })
  })
})
