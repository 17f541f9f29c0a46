import type { JsonObject } from '../../src/json.ts'
import { configurationText } from '../../src/setup/configuration-text.ts'
import type { LayoutRequest } from '../../src/setup/guess-layout.ts'
import { type Guess, proposeCollections } from '../../src/setup/propose-collections.ts'

export const now = '2026-06-01T00:00:00Z'

/** What is guessed of a repository with these files and their front matter. */
export const guessOf = (
  metadata: Readonly<Record<string, JsonObject>>,
  request: Partial<LayoutRequest> = {},
): Guess =>
  proposeCollections(
    { paths: Object.keys(metadata), siteLanguage: null, isAcademy: false, ...request },
    { metadata: new Map(Object.entries(metadata)), schemas: new Map(), now },
  )

/** Files without front matter, from their paths, each on a line. */
export const filesAt = (paths: string): Record<string, JsonObject> =>
  Object.fromEntries(
    paths
      .trim()
      .split('\n')
      .map((path) => [path.trim(), {}]),
  )

/** The lines of the configuration that depend on the guess. */
export const linesOf = ({ layout, collections }: Guess): string =>
  configurationText({ ...layout, branch: 'main', isShallow: false, collections })
    .split('\n')
    .slice(4)
    .join('\n')
