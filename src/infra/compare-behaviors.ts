import {
  compareReading,
  type Difference,
  difference,
  type Expecting,
  type Reading,
} from './difference.ts'

/** How a distribution serves the paths that match a pattern; `*` for those that match no other. */
export type Behavior = {
  readonly pattern: string
  readonly viewerProtocol: string
  readonly methods: readonly string[]
  readonly compresses: boolean
  /** In seconds; `usual` for objects that say nothing themselves. */
  readonly ttl: Reading<{ readonly least: number; readonly usual: number }>
}

// As the academy's plan of its storage has it, in seconds.
const askedTtls = [
  { pattern: '/videos/*', seconds: 86_400 },
  { pattern: '/images/*', seconds: 604_800 },
]
const pointerPath = '/releases/current.json'
// How long the pointer says that it may be kept.
const pointerSeconds = 60

/** What differs in how a distribution serves paths; the behaviors are in the order in which they are looked at. Pure. */
export const compareBehaviors = (
  behaviors: readonly Behavior[],
  as: Expecting,
): readonly Difference[] => [
  ...askedTtls.flatMap(({ pattern, seconds }) => {
    const behavior = behaviors.find((each) => slashed(each.pattern) === pattern)
    const expectation = as(
      `behavior for ${pattern}`,
      `kept for ${seconds} seconds or longer`,
      `Behaviors: ${pattern} with a cache policy of that default TTL`,
    )
    return behavior === undefined
      ? difference(expectation, 'no such behavior')
      : compareReading(expectation, behavior.ttl, ({ usual }) =>
          usual >= seconds ? null : `kept for ${usual} seconds`,
        )
  }),
  ...comparePointer(behaviors, as),
  ...behaviors.flatMap((behavior) => compareBehavior(behavior, as)),
]

const slashed = (pattern: string): string => (/^[*/]/.test(pattern) ? pattern : `/${pattern}`)

/** A pointer that is kept for longer than it allows keeps releases from learners. */
const comparePointer = (behaviors: readonly Behavior[], as: Expecting): readonly Difference[] => {
  const behavior = behaviors.find(({ pattern }) => matches(pattern, pointerPath))
  if (behavior === undefined) return []
  const expectation = as(
    `minimum TTL for ${pointerPath}`,
    `${pointerSeconds} seconds at most`,
    'Behaviors: a cache policy with that minimum TTL',
  )
  return compareReading(expectation, behavior.ttl, ({ least }) =>
    least <= pointerSeconds ? null : `${least} seconds`,
  )
}

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern
const matches = (pattern: string, path: string): boolean => {
  const literal = slashed(pattern).replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(path)
}

const harmless = new Set(['GET', 'HEAD', 'OPTIONS'])

const compareBehavior = (
  { pattern, viewerProtocol, methods, compresses }: Behavior,
  as: Expecting,
): readonly Difference[] => {
  const where = `behavior for ${pattern}`
  const isSecure = ['redirect-to-https', 'https-only'].includes(viewerProtocol)
  // Documents and manifests are text; pictures and films are compressed as they are.
  const isText = pattern === '*'
  return [
    ...difference(
      as(where, 'redirect-to-https', 'Behaviors: viewer protocol policy'),
      isSecure ? null : viewerProtocol,
    ),
    ...difference(
      as(where, 'GET and HEAD', 'Behaviors: allowed HTTP methods'),
      methods.every((method) => harmless.has(method)) ? null : methods.join(', '),
    ),
    ...difference(
      as(where, 'objects compressed', 'Behaviors: compress objects automatically'),
      isText && !compresses ? 'sent as they are' : null,
    ),
  ]
}
