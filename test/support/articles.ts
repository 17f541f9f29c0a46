import { createPublished, hmaJson, rowsOf } from './cli.ts'
import type { TestRepository } from './repository.ts'

const configuration = `version: 1
collections:
  - type: article
    files: en/{slug}.md
`

/** Counts by action. */
export type Items = Readonly<
  Record<'create' | 'update' | 'keep' | 'archive' | 'quarantine', number>
>
export type Action = { readonly action: string; readonly reason: string; readonly slug: string }
export type Plan = { readonly items: Items; readonly actions: readonly Action[] }
export type Run = {
  readonly items: Items
  readonly versions: number
  readonly release: number | null
  readonly diagnostics: { readonly error: number }
}

export const none: Items = { create: 0, update: 0, keep: 0, archive: 0, quarantine: 0 }

/** A repository with these articles, published. */
export const publishArticles = (
  articles: Readonly<Record<string, string>>,
): Promise<TestRepository> =>
  createPublished({
    'hma-content.yaml': configuration,
    ...Object.fromEntries(Object.entries(articles).map(([slug, text]) => [`en/${slug}.md`, text])),
  })

/** Publishes, expecting the exit code, and gives what was printed. */
export const publish = (source: TestRepository, code = 0): Promise<Run> =>
  hmaJson(source.directory, ['publish'], { code })

/** Slug, status and version of every item. */
export const itemsOf = (source: TestRepository) =>
  rowsOf(
    source.directory,
    'select slug, status::text, version from content_mgmt.content_items order by slug',
  )

export const wind = '# Wind\n\nWatch the grass.\n'
export const stands = '# Stands\n\nSit downwind.\n'
