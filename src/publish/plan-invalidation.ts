/** What a CDN is to forget: objects by their keys, and all objects that carry any of some cache tags. */
export type Forgotten = { readonly keys: readonly string[]; readonly tags: readonly string[] }

/** What a CDN is told to fetch anew. */
export type Invalidation = {
  /**
   * Paths and tags. A path begins with `/`; a `*` stands at its end only, for all that begins so. A tag begins with
   * `#`. In code-unit order.
   */
  readonly items: readonly string[]
  /** The most that it costs in US dollars: nothing, where the month's free ones are not used up. */
  readonly dollars: number
}

// What one distribution may have in progress, and the longest path:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Invalidation.html
const mostItems = 3_000
const mostWildcards = 15
const longestPath = 4_000
// https://aws.amazon.com/cloudfront/pricing/: a wildcard counts as one path; the first thousand of a month are free.
const dollarsPerItem = 0.005

/**
 * The paths and tags by which a CDN forgets these objects and as few others as can be: each for itself, or, where these
 * were too many, some for whole directories. Never more than a distribution takes at once. Pure.
 */
export const planInvalidation = ({ keys, tags }: Forgotten): Invalidation => {
  const marks = [...new Set(tags)].map((tag) => `#${tag}`)
  // What is too much for single tags is too much for anything but all there is.
  const items =
    marks.length > mostItems ? ['/*'] : [...marks, ...pathsOf(keys, mostItems - marks.length)]
  return { items: items.toSorted(), dollars: items.length * dollarsPerItem }
}

const pathsOf = (keys: readonly string[], most: number): readonly string[] => {
  const paths = [...new Set(keys)].map(pathOf)
  const single = paths.filter((path) => path.length <= longestPath)
  const long = paths.filter((path) => path.length > longestPath).map(parentOf)
  if (single.length <= most && fits(long)) return tidy([...single, ...long])
  return tidy(fold(paths.map(parentOf)))
}

/**
 * The path under which a CDN knows a key: as browsers write it, since a path that is encoded otherwise is another one.
 * They leave what may stand in a path as it is (https://url.spec.whatwg.org/#path-percent-encode-set).
 */
export const pathOf = (key: string): string => `/${key.split('/').map(encodePart).join('/')}`

// `encodeURI` leaves those that end a path. CloudFront takes `*` for any end, so one that is part of a name is written out.
const encodePart = (part: string): string =>
  encodeURI(part).replaceAll('?', '%3F').replaceAll('#', '%23').replaceAll('*', '%2A')

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
  return [...new Set(paths)].filter((path) => !isCovered(path))
}
