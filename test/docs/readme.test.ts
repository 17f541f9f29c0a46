import { describe, expect, it } from 'vitest'
import { codeBlocks, textOf } from './pages.ts'
import { splitAtUsage, usagePages, usageSection } from './usage.ts'

const readme = textOf('README.md')
const testCommand = 'npm ci && npm test'

describe('the pages that show help', () => {
  it.each(usagePages)('%s shows it as the program prints it', async (page) => {
    const [, shown] = splitAtUsage(textOf(page))
    expect(shown, 'run `node test/docs/write-usage.ts`').toBe(await usageSection(page))
  })
})

describe('README.md', () => {
  it('gives one command to try it and one to test it, which CI calls too', () => {
    const commands = codeBlocks(readme, 'sh').map((block) => block.trim())
    expect(commands).toContain('npm ci && npx --no-install hma-content publish')
    expect(commands).toContain(testCommand)
    expect(textOf('.ci/run').trimEnd().split('\n').at(-1)).toBe(testCommand)
    expect(textOf('.github/workflows/ci.yml')).toContain(`- run: ${testCommand}\n`)
  })

  it('names every prefix of keys in the bucket and every exit code', () => {
    const prefixes = ['releases/', 'lessons/', 'images/', 'videos/', 'audio/', 'documents/']
    for (const prefix of [...prefixes, 'renditions/']) expect(readme).toContain(`\`${prefix}`)
    for (const code of [0, 1, 2, 3, 130]) expect(readme).toContain(`\n| ${code} | `)
  })
})

describe('the workflow', () => {
  const workflow = textOf('.github/workflows/ci.yml')

  it('pins every action by commit and names its version', () => {
    const uses = workflow.match(/uses: .*/g) ?? []
    expect(uses.length).toBeGreaterThan(0)
    for (const use of uses)
      expect(use).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  it('may only read, keeps no credentials and fetches the whole history', () => {
    expect(workflow).toContain('permissions:\n  contents: read\n')
    expect(workflow).not.toContain('write')
    expect(workflow).toContain('persist-credentials: false')
    expect(workflow).toContain('fetch-depth: 0')
  })
})

describe('the lock file', () => {
  it('names no host to fetch packages from, so that any mirror serves', () => {
    expect(textOf('package-lock.json')).not.toContain('"resolved": "http')
  })
})
