/** What a CDN is told to fetch anew. */
export type Invalidation = {
  /** Each begins with `/`; a `*` stands at the end only, for all that begins so. In code-unit order. */
  readonly paths: readonly string[]
}

// What one distribution may have in progress, and the longest path:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Invalidation.html
const mostPaths = 3_000
const mostWildcards = 15
const longestPath = 4_000

/**
 * The paths by which a CDN forgets the objects of these keys and as few others as can be: each for itself, or, where
 * these were too many, some for whole directories. Never more than a distribution takes at once. Pure.
 */
export const planInvalidation = (keys: readonly string[]): Invalidation => {
  const paths = [...new Set(keys.map(pathOf))].toSorted()
  const single = paths.filter((path) => path.length <= longestPath)
  const long = paths.filter((path) => path.length > longestPath).map(parentOf)
  if (single.length <= mostPaths && fits(long)) return { paths: tidy([...single, ...long]) }
  return { paths: tidy(fold(paths.map(parentOf))) }
}

/** The path under which a CDN knows a key: as in an address (RFC 3986), each part encoded by itself. */
export const pathOf = (key: string): string => `/${key.split('/').map(encodePart).join('/')}`

// CloudFront takes `*` for any end, so one that is part of a name is written out.
const encodePart = (part: string): string => encodeURIComponent(part).replaceAll('*', '%2A')

const parentOf = (path: string): string => `${path.slice(0, path.lastIndexOf('/') + 1)}*`

const fits = (wildcards: readonly string[]): boolean =>
  new Set(wildcards).size <= mostWildcards && wildcards.every((path) => path.length <= longestPath)

/** Wildcards for ever higher directories, the deepest first, until they are few enough. */
const fold = (wildcards: readonly string[]): readonly string[] => {
  let current = tidy(wildcards)
  while (!fits(current)) {
    const depth = Math.max(...current.map(depthOf))
    current = tidy(
      current.map((path) => (depthOf(path) === depth ? parentOf(path.slice(0, -2)) : path)),
    )
  }
  return current
}

const depthOf = (path: string): number => path.split('/').length

/** Without doubles and without what lies below a wildcard of the list. */
const tidy = (paths: readonly string[]): readonly string[] => {
  const wildcards = paths.filter((path) => path.endsWith('*')).map((path) => path.slice(0, -1))
  const isCovered = (path: string): boolean =>
    wildcards.some((start) => path !== `${start}*` && path.startsWith(start))
  return [...new Set(paths)].filter((path) => !isCovered(path)).toSorted()
}
