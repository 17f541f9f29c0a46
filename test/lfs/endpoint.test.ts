import { expect, it } from 'vitest'
import { endpointOf } from '../../src/lfs/endpoint.ts'

it.each([
  ['https://git.example/foo/bar', 'https://git.example/foo/bar.git/info/lfs'],
  ['https://git.example/foo/bar.git', 'https://git.example/foo/bar.git/info/lfs'],
  ['https://git.example:8443/foo/bar.git/', 'https://git.example:8443/foo/bar.git/info/lfs'],
  ['git@git.example:foo/bar.git', 'https://git.example/foo/bar.git/info/lfs'],
  ['git.example:foo/bar', 'https://git.example/foo/bar.git/info/lfs'],
  ['ssh://git@git.example:2222/foo/bar.git', 'https://git.example/foo/bar.git/info/lfs'],
])('%s has the server %s', (remote, url) => {
  expect(endpointOf(remote)).toEqual({ url, login: null })
})

it('keeps the password of an address apart from it', () => {
  expect(endpointOf('https://ada:p%40ss@git.example/bar.git')).toEqual({
    url: 'https://git.example/bar.git/info/lfs',
    login: { username: 'ada', password: 'p@ss' },
  })
})

it.each([
  '',
  '/srv/git/bar.git',
  '../bar.git',
  'C:/git/bar.git',
  'file:///srv/git/bar.git',
  'http://git.example/bar.git',
  'git://git.example/bar.git',
  'ext::sh -c evil',
  '-oProxyCommand=evil:bar.git',
  'https://git.example/bar\r\n.git',
])('%j has none', (remote) => {
  expect(endpointOf(remote)).toBeNull()
})
