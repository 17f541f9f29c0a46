import type { RedirectsFile } from '../contracts/redirects.ts'
import { ContentError } from '../errors.ts'
import { isRegular } from '../ingest/ledger.ts'
import { redirectsPath } from '../redirects.ts'
import type { Academy } from './academy.ts'
import { changedRedirects } from './edit-redirects.ts'
import type { Intention } from './plan-edit.ts'

/** A redirects file that is to say something else. */
export type RedirectsEdit = {
  readonly path: string
  readonly before: RedirectsFile
  readonly after: RedirectsFile
}

/**
 * The redirects files that say something else once some items have left their slugs.
 * @throws ContentError `REFUSED` where one of them cannot be read
 */
export const redirectEdits = (
  academy: Academy,
  { redirected, unknown, items }: Pick<Intention, 'redirected' | 'unknown' | 'items'>,
): readonly RedirectsEdit[] => {
  const { classify, config } = academy.sources
  const byPath = Map.groupBy(redirected, ({ item }) => {
    const role = classify(item.path)
    return role.kind === 'item' ? redirectsPath(role.collection) : ''
  })
  return [...byPath].flatMap(([path, changes]) => {
    const entry = academy.state.tree.get(path)
    const record =
      entry && isRegular(entry.mode) ? academy.sources.record('redirects', entry.oid) : null
    if (entry !== undefined && record?.fit !== true) {
      throw new ContentError(
        'REFUSED',
        `\`${path}\` cannot be read, so no line can be added to it.`,
        {
          hint: 'See what `hma-content validate` says of it, and mend that first.',
        },
      )
    }
    const types = config.collections
      .filter((collection) => redirectsPath(collection) === path)
      .map(({ type }) => type)
    const taken = new Set(
      [...items.values()].filter(({ type }) => types.includes(type)).map(({ slug }) => slug),
    )
    const before = (record?.metadata ?? {}) as RedirectsFile
    const after = changedRedirects(before, changes, (slug) => taken.has(slug) || unknown.has(slug))
    const isSame = JSON.stringify(before) === JSON.stringify(after)
    return isSame ? [] : [{ path, before, after }]
  })
}
