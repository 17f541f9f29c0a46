import { describe, expect, it } from 'vitest'
import type { Behavior } from '../../src/infra/compare-behaviors.ts'
import {
  compareDistribution,
  type DistributionSettings,
  type DistributionWish,
} from '../../src/infra/compare-distribution.ts'

const wish: DistributionWish = {
  distribution: 'E2QWRUHAPOMQZL',
  bucket: 'academy',
  prefix: '',
  cacheTag: 'cache-tag',
}

const behavior = (pattern: string, given: Partial<Behavior> = {}): Behavior => ({
  pattern,
  viewerProtocol: 'redirect-to-https',
  methods: ['GET', 'HEAD'],
  compresses: true,
  ttl: { value: { least: 1, usual: 604_800 } },
  ...given,
})

const origin = { domain: 'academy.s3.eu-central-1.amazonaws.com', path: '', hasAccessControl: true }
const behaviors = [behavior('/videos/*'), behavior('images/*'), behavior('*')]
const asAsked: DistributionSettings = {
  enabled: true,
  origins: [origin],
  behaviors,
  cacheTagHeader: 'X-Amz-Meta-Cache-Tag',
}

const differences = (
  settings: Partial<DistributionSettings>,
  other: Partial<DistributionWish> = {},
) =>
  compareDistribution({ ...wish, ...other }, { ...asAsked, ...settings }).map(
    ({ setting, found }) => `${setting}: ${found}`,
  )

const withDefault = (given: Partial<Behavior>): Partial<DistributionSettings> => ({
  behaviors: [...behaviors.slice(0, 2), behavior('*', given)],
})

describe('compareDistribution', () => {
  it('finds nothing in a distribution that is as it is asked to be', () => {
    expect(differences({})).toEqual([])
    expect(differences({ cacheTagHeader: null }, { cacheTag: null })).toEqual([])
  })

  it.each<readonly [string, Partial<DistributionSettings>, readonly string[]]>([
    ['being off', { enabled: false }, ['state: disabled']],
    [
      'another bucket',
      { origins: [{ ...origin, domain: 'academy2.s3.amazonaws.com' }] },
      ['origin: academy2.s3.amazonaws.com'],
    ],
    ['no origin', { origins: [] }, ['origin: none']],
    ['a path before keys', { origins: [{ ...origin, path: '/alpha' }] }, ['origin path: /alpha']],
    [
      'an open origin',
      { origins: [{ ...origin, hasAccessControl: false }] },
      ['origin access control: none'],
    ],
    [
      'no behaviors',
      { behaviors: behaviors.slice(2) },
      ['behavior for /videos/*: no such behavior', 'behavior for /images/*: no such behavior'],
    ],
    [
      'pictures that are fetched every day',
      {
        behaviors: [
          behavior('/images/*', { ttl: { value: { least: 1, usual: 86_400 } } }),
          behaviors[0] ?? behavior('/videos/*'),
          behavior('*'),
        ],
      },
      ['behavior for /images/*: kept for 86400 seconds'],
    ],
    [
      'a cache policy that may not be seen',
      { behaviors: [behavior('/images/*', { ttl: { unread: 'AccessDenied' } }), ...behaviors] },
      ['behavior for /images/*: not known: AccessDenied'],
    ],
    [
      'a pointer that is kept for too long',
      withDefault({ ttl: { value: { least: 3600, usual: 86_400 } } }),
      ['minimum TTL for /releases/current.json: 3600 seconds'],
    ],
    [
      'a pointer that is kept for too long by a behavior of its own',
      {
        behaviors: [
          behavior('/releases/curr*.jso?', { ttl: { value: { least: 61, usual: 61 } } }),
          ...behaviors,
        ],
      },
      ['minimum TTL for /releases/current.json: 61 seconds'],
    ],
    ['plain HTTP', withDefault({ viewerProtocol: 'allow-all' }), ['behavior for *: allow-all']],
    [
      'other methods',
      withDefault({ methods: ['GET', 'HEAD', 'PUT'] }),
      ['behavior for *: GET, HEAD, PUT'],
    ],
    ['bare texts', withDefault({ compresses: false }), ['behavior for *: sent as they are']],
    ['tags that nobody reads', { cacheTagHeader: null }, ['cache tags: not read']],
    ['tags under another name', { cacheTagHeader: 'x-tag' }, ['cache tags: x-tag']],
  ])('tells of %s', (_, settings, expected) => {
    expect(differences(settings)).toEqual(expected)
  })

  it('asks for the prefix as the origin’s path', () => {
    expect(differences({}, { prefix: 'alpha/lessons/' })).toEqual(['origin path: none'])
    expect(
      differences(
        { origins: [{ ...origin, path: '/alpha/lessons' }] },
        { prefix: 'alpha/lessons/' },
      ),
    ).toEqual([])
  })

  it('says where each setting is', () => {
    const found = compareDistribution(wish, {
      ...asAsked,
      enabled: false,
      origins: [],
      behaviors: [],
    })
    expect(found.length).toBeGreaterThan(3)
    for (const { hint } of found) expect(hint).toContain('update-distribution --id E2QWRUHAPOMQZL')
  })
})
