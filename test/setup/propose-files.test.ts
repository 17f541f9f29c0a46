import { describe, expect, it } from 'vitest'
import { readYamlFile } from '../../src/lesson/read-yaml-file.ts'
import { proposeFiles, type Surroundings } from '../../src/setup/propose-files.ts'
import { filesAt, guessOf } from './proposal.ts'

const around: Surroundings = {
  files: [],
  branch: 'main',
  isShallow: false,
  isAcademy: false,
  usesLfs: true,
  attributes: null,
  manifest: null,
  schemas: new Map([['hma-content', '{}\n']]),
}

const proposalFor = (
  sizes: Readonly<Record<string, number>>,
  changes: Partial<Surroundings> = {},
) => {
  const files = Object.entries(sizes).map(([path, size]) => ({ path, size }))
  return proposeFiles(guessOf(filesAt(Object.keys(sizes).join('\n'))), {
    ...around,
    files,
    ...changes,
  })
}

const textAt = (proposal: ReturnType<typeof proposalFor>, path: string): string | undefined =>
  proposal.files.find((file) => file.path === path)?.text

const media = {
  'docs/a.md': 9,
  'a/clip.mp4': 9,
  'b.PNG': 2e6,
  'c.png': 1e6,
  'd.svg': 5e6,
  'e.bin': 5e6,
}

describe('attributes for Git LFS', () => {
  it('name sound and video always, pictures where one is large, as their endings are spelled', () => {
    expect(textAt(proposalFor(media), '.gitattributes')).toBe(
      '*.PNG filter=lfs diff=lfs merge=lfs -text\n*.mp4 filter=lfs diff=lfs merge=lfs -text\n',
    )
  })

  it('are not repeated where a file of them says so already', () => {
    const attributes = '*.PNG -text\n*.mp4 filter=lfs diff=lfs merge=lfs -text\n'
    const proposal = proposalFor(media, { attributes })
    expect(textAt(proposal, '.gitattributes')).toBeUndefined()
    expect(proposal.remarks.join('\n')).not.toContain('LFS')
  })

  it('are told, not written, where the file lacks some', () => {
    const { remarks } = proposalFor(media, { attributes: '*.PNG -text\n' })
    expect(remarks[0]).toContain('Add to it: *.mp4 filter=lfs diff=lfs merge=lfs -text')
  })

  it('are only mentioned unless they are asked for', () => {
    const proposal = proposalFor(media, { usesLfs: false })
    expect(textAt(proposal, '.gitattributes')).toBeUndefined()
    expect(proposal.remarks[0]).toContain('*.mp4 (1 file, 0.0 MB)')
  })
})

describe('the workflow', () => {
  const workflow = textAt(
    proposalFor({ 'docs/a.md': 9 }, { branch: 'no' }),
    '.github/workflows/content.yml',
  )

  it('is YAML', () => {
    const { value, findings } = readYamlFile(Buffer.from(workflow ?? ''))
    expect(findings).toEqual([])
    expect(Object.keys(value?.jobs as object)).toEqual(['report', 'publish'])
  })

  it('publishes the branch, one run after the other, from its whole history', () => {
    expect(workflow).toContain('branches: ["no"]')
    expect(workflow).toContain('group: hma-content-publish\n      cancel-in-progress: false\n')
    expect(workflow).toContain('fetch-depth: 0')
  })

  it('gives pull requests no secrets and may only read', () => {
    const [beforePublish = '', publish = ''] = workflow?.split('\n  publish:\n') ?? []
    expect(beforePublish).toContain("if: github.event_name == 'pull_request'")
    expect(beforePublish).not.toContain('secrets.')
    expect(publish).toContain('secrets.DATABASE_URL')
    expect(beforePublish).toContain('    permissions:\n      contents: read\n    steps:')
  })

  it('asks where the package lies, unless the repository depends on it', () => {
    expect(workflow).toContain('HMA_CONTENT_PACKAGE: ""')
    const manifest = { devDependencies: { 'hma-content': '0.1.0' } }
    const pinned = textAt(
      proposalFor({ 'docs/a.md': 9 }, { manifest }),
      '.github/workflows/content.yml',
    )
    expect(pinned).toContain('- run: npm ci --ignore-scripts\n')
    expect(pinned).toContain('npx --no-install hma-content publish')
    expect(pinned).not.toContain('HMA_CONTENT_PACKAGE')
  })
})

describe('what is said', () => {
  it('names files that no pattern takes, and read-me files that one does', () => {
    const root = proposalFor({ 'README.md': 1, 'a.md': 1, 'b.md': 1, 'lessons.old/c.md': 1 })
    expect(root.takenToo).toEqual(['README.md'])
    const docs = proposalFor({ 'README.md': 1, 'ideas.md': 1, 'docs/a.md': 1, 'docs/b.md': 1 })
    expect(docs).toMatchObject({ takenToo: [], untaken: ['ideas.md'] })
  })

  it('names what keeps translations from being found', () => {
    const { remarks } = proposalFor({
      'content/english/a.md': 1,
      'content/spanish/a.md': 1,
      'other/pt_BR/a.md': 1,
      'docs/b.mdx': 1,
    })
    expect(remarks.join('\n')).toContain('`content/spanish` is named by a language')
    expect(remarks.join('\n')).toContain(
      '`pt_BR` looks like a language, but its code is written `pt-BR`',
    )
    expect(remarks.join('\n')).toContain('1 `.mdx` file cannot be read')
  })

  it('says that a shallow clone has no history', () => {
    const proposal = proposalFor({ 'docs/a.md': 1 }, { isShallow: true })
    expect(textAt(proposal, 'hma-content.yaml')).toContain('  history: head\n')
    expect(proposal.remarks.join('\n')).toContain('This clone is shallow')
  })
})
