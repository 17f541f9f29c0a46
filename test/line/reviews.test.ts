import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { diff } from '../../src/commands/diff.ts'
import { history } from '../../src/commands/history.ts'
import { planCommand } from '../../src/commands/plan.ts'
import { publish } from '../../src/commands/publish.ts'
import { query } from '../../src/commands/query.ts'
import { review } from '../../src/commands/review.ts'
import { type StepOptions, takeStep } from '../../src/commands/take-step.ts'
import { translations } from '../../src/commands/translations.ts'
import { verifyCommand as verify } from '../../src/commands/verify.ts'
import type { CommandContext } from '../../src/output/terminal.ts'
import type { StepKind } from '../../src/review-step.ts'
import { seedState } from '../support/cli.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const configuration = `version: 1
source: { languages: [en, es, fr] }
collections:
  - type: article
    files: en/{slug}.md
    translations: "{language}/{slug}.md"
review:
  required:
    - { texts: items, approvals: 2 }
    - { texts: translations, language: es, by: [ines] }
authors: authors.yaml
`
const authors = `authors:
  - { id: 8c5eb83b-1f64-4f49-9a5d-c574a8327fa9, key: ines, name: Ines Vega, emails: [ines@example.org] }
`

let source: TestRepository

beforeAll(async () => {
  source = await createRepository({
    'hma-content.yaml': configuration,
    'authors.yaml': authors,
    'en/wind.md': '---\ndraft: true\n---\n\n# Wind\n\nWatch the grass.\n',
    'es/wind.md': '# Viento\n\nMira la hierba.\n',
  })
  await source.commit('Add wind')
  await seedState(source.directory)
  await publishNow()
})
afterAll(() => source.dispose())

type Command = (context: CommandContext) => Promise<number>

const contextOf = (print: (text: string) => void): CommandContext => ({
  terminal: { print, note: () => {}, progress: () => {}, columns: null },
  variables: { PATH: process.env.PATH },
  now: '2026-06-01T00:00:00Z',
})

/** What a command prints, in this process. */
const printed = async <T>(command: Command): Promise<T> => {
  const lines: string[] = []
  await command(contextOf((text) => lines.push(text)))
  return JSON.parse(lines.join('\n')) as T
}

const flags = () => ({ cwd: source.directory, format: 'json' }) as const
const publishNow = () => printed((context) => publish(flags(), context))

type Taken = {
  readonly approvals: number
  readonly lacks: readonly object[]
  readonly release: number | null
}

const take = (
  kind: StepKind,
  name: string,
  language: string | null,
  options: Partial<StepOptions> = {},
): Promise<Taken> =>
  printed((context) =>
    takeStep(kind, { name, language }, { ...flags(), by: 'max', ...options }, context),
  )

const live = async (): Promise<unknown> =>
  printed((context) =>
    query(
      `select item.slug, item.status::text, version.number, live.language
       from content_mgmt.content_items as item
       left join pipeline.live on live.content_id = item.id
       left join (select id, version_number as number from versions.content_versions
                  union all select id, left(git_commit_hash, 0) from pipeline.translation_versions) as version
         on version.id = live.version_id
       order by item.slug, live.language`,
      flags(),
      context,
    ),
  )

const write = async (words: string, message: string): Promise<string> => {
  await source.write({ 'en/wind.md': `# Wind\n\n${words}\n` })
  return await source.commit(message)
}

const translationRow = (columns: string): Promise<unknown> =>
  printed((context) => query(`select ${columns} from content_mgmt.translations`, flags(), context))

describe('reviews under rules', () => {
  it('keep a draft out until it is none and has its approvals, of different people, none of them its author', async () => {
    expect(await live()).toEqual([{ slug: 'wind', status: 'draft', number: null, language: null }])
    await expect(take('approve', 'wind', null)).rejects.toThrow(
      'Cannot approve wind: it is a draft.',
    )
    await take('submit', 'wind', null)
    expect(await live()).toMatchObject([{ status: 'review' }])
    expect(await take('approve', 'wind', null)).toMatchObject({
      approvals: 1,
      lacks: [{ given: 1, needed: 2 }],
    })
    await expect(take('approve', 'wind', null, { by: 'Max' })).rejects.toThrow('already')
    await expect(take('approve', 'wind', null, { by: 'ada@example.org' })).rejects.toThrow(
      'wrote it',
    )
    await take('approve', 'wind', null, { by: 'ines' })
    expect(await live()).toMatchObject([{ status: 'approved', number: null }])
    // Bookkeeping is no version, so what was approved is what goes out.
    await write('Watch the grass.', 'Let wind out')
    await publishNow()
    expect(await live()).toMatchObject([{ status: 'published', number: '1.0.0', language: 'en' }])
  })

  it('keep the last approved version live under any number of others, and tell what they wait for', async () => {
    await write('Watch the leaves.', 'Leaves')
    await publishNow()
    const commit = await write('Watch the clouds.', 'Clouds\n\nReviewed-by: Tom <tom@example.org>')
    const plan = await printed<{
      readonly actions: readonly object[]
      readonly unapproved: number
    }>((context) => planCommand(flags(), context))
    expect(plan.actions).toContainEqual({
      action: 'keep',
      reason: 'waits: 1 of 2 approvals',
      type: 'article',
      slug: 'wind',
      path: 'en/wind.md',
    })
    expect(plan.unapproved).toBe(2)
    await publishNow()
    expect(await live()).toMatchObject([{ status: 'published', number: '1.0.0', language: 'en' }])
    const waiting = await printed<readonly object[]>((context) => review(flags(), context))
    expect(waiting).toMatchObject([
      { slug: 'wind', language: 'en', commit, state: 'waiting', approvers: ['tom@example.org'] },
      { slug: 'wind', language: 'es', lacks: [{ given: 0, needed: 1, by: ['ines'] }] },
    ])
    const older = await source.git('rev-parse', 'HEAD~1')
    await expect(take('approve', 'wind', null, { of: older })).rejects.toThrow('newest version')
    expect(await take('approve', 'wind', null, { of: commit })).toMatchObject({ lacks: [] })
    expect(await live()).toMatchObject([{ number: '1.0.2', language: 'en' }])
  })

  it('fall back to the version that was approved before where one is sent back', async () => {
    await expect(take('reject', 'wind', null)).rejects.toThrow('it takes a reason')
    await take('reject', 'wind', null, { reason: 'clouds lie' })
    expect(await live()).toMatchObject([{ status: 'published', number: '1.0.0' }])
    await take('submit', 'wind', null)
    for (const by of ['max', 'tom']) await take('approve', 'wind', null, { by })
    expect(await live()).toMatchObject([{ number: '1.0.2' }])
  })

  it('are shown by the history of an item, and its versions can be compared', async () => {
    const versions = await printed<readonly object[]>((context) =>
      history('wind', flags(), context),
    )
    const author = 'Ada Author <ada@example.org>'
    expect(versions).toMatchObject([
      { version: '1.0.2', author, reviewers: ['max', 'tom'], rejected: false },
      { version: '1.0.1', author, reviewers: [], rejected: false },
      { version: '1.0.0', author, reviewers: ['max', 'ines'] },
    ])
    const shown = async (rendered: boolean, ...names: readonly string[]): Promise<string> => {
      const lines: string[] = []
      const context = contextOf((text) => lines.push(text))
      await diff('wind', [names[0], names[1]], { ...flags(), format: 'text', rendered }, context)
      return lines.join('\n')
    }
    expect(await shown(false)).toContain('-Watch the leaves.\n+Watch the clouds.')
    expect(await shown(true, '1.0.0', '1.0.2')).toBe('Wind\n\nWatch the [-grass-]{+clouds+}.')
    await expect(shown(true, '7.0.0')).rejects.toThrow('Cannot find a version')
  })

  it('bring a translation from its start to readers, and say what it was judged beside', async () => {
    const states = async (language: string): Promise<unknown> => {
      const board = await printed<readonly { readonly state: string }[]>((context) =>
        translations({ ...flags(), language }, context),
      )
      return board.map(({ state }) => state)
    }
    expect(await states('fr')).toEqual(['pending'])
    await take('start', 'wind', 'fr', { by: 'luc' })
    expect(await states('fr')).toEqual(['in_progress'])
    await expect(take('submit', 'wind', 'fr')).rejects.toThrow('there is no file yet')
    expect(await states('es')).toEqual(['review'])
    await expect(take('approve', 'wind', 'es')).rejects.toThrow('max may not approve it')
    await expect(take('start', 'wind', 'es')).rejects.toThrow(
      'Cannot start wind [es]: it is in review.',
    )
    await take('approve', 'wind', 'es', { by: 'ines@example.org', score: '0.85' })
    expect(await states('es')).toEqual(['published'])
    // A changed source outdates it, and does not take its approval away.
    expect(await translationRow('status::text, freshness, quality_score')).toEqual([
      { status: 'published', freshness: 'outdated', quality_score: 0.85 },
    ])
    await take('accept', 'wind', 'es', { by: 'ines', reason: 'cosmetic' })
    expect(await translationRow('freshness')).toEqual([{ freshness: 'current' }])
    const judged = await printed<readonly object[]>((context) =>
      query(
        `select kind, decided_by as by, reason,
                (select git_commit_hash from pipeline.translation_versions where id = version_id) as text,
                (select version_number from versions.content_versions
                 where id = (details ->> 'source')::uuid) as source
         from pipeline.decisions where details ->> 'language' = 'es' order by sequence`,
        flags(),
        context,
      ),
    )
    const text = await source.git('rev-list', '--max-parents=0', 'HEAD')
    expect(judged).toEqual([
      { kind: 'approve', by: 'ines@example.org', reason: '', text, source: '1.0.2' },
      { kind: 'accept', by: 'ines', reason: 'cosmetic', text, source: '1.0.2' },
    ])
  })

  it('outdate an accepted translation again where its source goes on, only there', async () => {
    await source.write({ 'en/wind.md': '# Wind\n\nWatch the clouds.\n\n## Gusts\n\nWait.\n' })
    await source.commit('Gusts')
    await publishNow()
    expect(await translationRow('freshness, outdated_sections')).toMatchObject([
      { freshness: 'outdated', outdated_sections: [{ anchor: 'gusts', change: 'added' }] },
    ])
  })

  it('take an item down with its translations, and bring it back', async () => {
    await take('archive', 'wind', null, { reason: 'it is summer' })
    expect(await live()).toEqual([
      { slug: 'wind', status: 'archived', number: null, language: null },
    ])
    await expect(take('approve', 'wind', null)).rejects.toThrow('it is archived')
    await publishNow()
    expect(await live()).toMatchObject([{ status: 'archived' }])
    await take('reopen', 'wind', null)
    expect(await live()).toMatchObject([{ number: '1.0.2' }, { language: 'es' }])
  })

  it('are told by the copies in the bucket to a database that was lost', async () => {
    const rows = async () => [await live(), await translationRow('status::text, quality_score')]
    const before = await rows()
    await rm(join(source.directory, '.hma-content/db'), { recursive: true })
    await publishNow()
    expect(await rows()).toEqual(before)
    await printed((context) => publish({ ...flags(), rebuild: true }, context))
    expect(await rows()).toEqual(before)
    expect(await printed((context) => verify(flags(), context))).toMatchObject({ findings: [] })
  })
})
