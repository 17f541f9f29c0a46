import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hma } from '../support/cli.ts'

const shells = ['bash', 'zsh', 'fish'] as const

let directory: string
const scripts = new Map<string, string>()

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hma-completion-'))
  for (const shell of shells) {
    const { stdout } = await hma(directory, ['completion', shell])
    scripts.set(shell, stdout)
    await writeFile(join(directory, `script.${shell}`), stdout)
  }
})
afterAll(() => rm(directory, { recursive: true }))

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0

/** What bash offers for the last of some words, by the function that it was told to call. */
const offeredByBash = async (...words: readonly string[]): Promise<readonly string[]> => {
  const call = `source ./script.bash
    name=$(complete -p hma-content | sed 's/.* -F \\([^ ]*\\) .*/\\1/')
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); "$name"
    printf '%s\\n' "\${COMPREPLY[@]}"`
  const args = ['--norc', '-c', call, 'bash', 'hma-content', ...words]
  const { stdout } = await promisify(execFile)('bash', args, { cwd: directory })
  return stdout.split('\n').filter((line) => line !== '')
}

describe('completion in bash', () => {
  it.each([
    [['val'], ['validate']],
    [['in'], ['init', 'infra']],
    [['--st'], ['--state']],
    [['move', '--d'], ['--dry-run']],
    [['move', 'a', 'b', '--dry'], ['--dry-run']],
    [['-C', 'validate', 'mo'], ['move']],
    [['--quiet', 'validate', '--str'], ['--strict']],
    [
      ['validate', '--format', ''],
      ['text', 'json', 'github', 'sarif', 'junit', 'markdown'],
    ],
    [
      ['validate', '--format', '=', 'j'],
      ['json', 'junit'],
    ],
    [
      ['validate', '--format', '='],
      ['text', 'json', 'github', 'sarif', 'junit', 'markdown'],
    ],
    [['plan', '--format', 's'], []],
    [['search', '--type', 'v'], ['video']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['help', 'del'], ['delete']],
    [['move', ''], []],
    [['validate', '--commit', ''], []],
    [['validate', '--q'], ['--quiet']],
  ])('offers for %j no more and no less than fits', async (words, expected) => {
    expect(await offeredByBash(...words)).toEqual(expected)
  })

  it('leaves it to bash to offer files where nothing else can stand', () => {
    expect(scripts.get('bash')).toContain('complete -o bashdefault -o default -F')
  })
})

describe('completion', () => {
  it.each(shells)('names every command and its options for %s', async (shell) => {
    const { stdout } = await hma(directory, ['--help'])
    const commands = [...(stdout.split('\nCommands:\n')[1] ?? '').matchAll(/^ {2}(\w+)/gm)]
    expect(commands.length).toBeGreaterThan(10)
    for (const [, name = ''] of commands) expect(scripts.get(shell)).toContain(name)
    for (const name of ['allow-mass-change', 'dry-run', 'redirect', 'cwd'])
      expect(scripts.get(shell)).toContain(name)
    expect(scripts.get(shell)).toContain('text json github sarif junit markdown')
  })

  for (const shell of shells) {
    if (isThere(shell)) {
      it(`prints a script that ${shell} can read`, () => {
        const { status, stderr } = spawnSync(shell, ['-n', `script.${shell}`], { cwd: directory })
        expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' })
      })
    } else {
      process.stdout.write(`There is no ${shell} here: its completion script is not read by it.\n`)
      it(`has no ${shell} to read its script`, () => {
        expect(spawnSync(shell, ['-c', 'true']).error).toMatchObject({ code: 'ENOENT' })
      })
    }
  }

  it('refuses a shell that it does not know', async () => {
    const { code, stderr } = await hma(directory, ['completion', 'csh'])
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('bash, zsh, fish'),
    })
  })
})
