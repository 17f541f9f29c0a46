import { describe, expect, it } from 'vitest'
import { readBatchReply } from '../../src/lfs/download-action.ts'

const oid = '4d'.repeat(32)
const endpoint = new URL('https://git.example/lfs')
const now = Date.UTC(2026, 0, 1)

/** What is made of an object that a server describes so. */
const answerTo = (object: object, hosts: readonly string[] = [], server = endpoint): unknown =>
  readBatchReply(
    JSON.stringify({ objects: [{ oid, ...object }] }),
    { endpoint: server, hosts },
    now,
  ).get(oid)

const download = (action: object) => ({ actions: { download: action } })

const rule = (name: string) =>
  expect.objectContaining({ finding: expect.objectContaining({ rule: name }) })

describe('readBatchReply', () => {
  it('gives the address, the headers and when both expire', () => {
    const header = { Authorization: 'Bearer x', 'x-note': 'a' }
    expect(answerTo(download({ href: 'https://git.example/o', header, expires_in: 60 }))).toEqual({
      url: new URL('https://git.example/o'),
      headers: header,
      expires: now + 60_000,
    })
  })

  it.each([
    [{ expires_in: 60, expires_at: '2027-01-01T00:00:00Z' }, now + 60_000],
    [{ expires_at: '2026-01-01T00:01:00Z' }, now + 60_000],
    [{ expires_in: 0, expires_at: '0001-01-01T00:00:00Z' }, Number.POSITIVE_INFINITY],
    [{ expires_at: 'soon' }, Number.POSITIVE_INFINITY],
    [{}, Number.POSITIVE_INFINITY],
  ])('takes %j for the time until which it holds', (said, expires) => {
    expect(answerTo(download({ href: 'https://git.example/o', ...said }))).toMatchObject({
      expires,
    })
  })

  it('lets no header change which server is meant or what is asked, nor break the request', () => {
    const header = {
      Host: 'evil.example',
      Range: 'bytes=1-',
      'a b': 'x',
      x: 'a\r\nb',
      y: 1,
      ok: 'y',
    }
    expect(answerTo(download({ href: 'https://git.example/o', header }))).toMatchObject({
      headers: { ok: 'y' },
    })
  })

  it.each([
    [{ error: { code: 404, message: 'Object does not exist' } }, 'LFS_MISSING'],
    [{ error: { code: 410, message: 'Removed' } }, 'LFS_MISSING'],
    [{ error: { code: 422 } }, 'LFS_SERVER'],
    [{ error: {} }, 'LFS_SERVER'],
    [{}, 'LFS_MISSING'],
    [{ actions: { upload: { href: 'https://git.example/o' } } }, 'LFS_MISSING'],
    [download({ href: 1 }), 'LFS_MISSING'],
  ])('makes of %j the finding %s', (object, name) => {
    expect(answerTo(object)).toEqual(rule(name))
  })

  it.each([
    'https://evil.example/o',
    'https://git.example:8443/o',
    'https://git.example.evil.example/o',
    'http://git.example/o',
    'http://127.0.0.1/o',
    'http://169.254.169.254/latest/meta-data',
    'https://ada:x@git.example/o',
    'https://git.example\\@evil.example/o',
    'https://git.example/o\r\nx: y',
    'file:///etc/passwd',
    '/o',
  ])('refuses the address %j', (href) => {
    expect(answerTo(download({ href }))).toEqual(rule('LFS_HREF'))
  })

  it('takes a host that the configuration names, over https', () => {
    const hosts = ['files.example', 'files.example:8443']
    for (const href of ['https://files.example/o', 'https://files.example:8443/o'])
      expect(answerTo(download({ href }), hosts)).toMatchObject({ url: new URL(href) })
    expect(answerTo(download({ href: 'http://files.example/o' }), hosts)).toEqual(rule('LFS_HREF'))
  })

  it('takes http where both are on this machine alone', () => {
    const here = new URL('http://127.0.0.1:8080/lfs')
    expect(answerTo(download({ href: 'http://127.0.0.1:8080/o' }), [], here)).toMatchObject({
      headers: {},
    })
    expect(answerTo(download({ href: 'http://127.0.0.1:8081/o' }), [], here)).toEqual(
      rule('LFS_HREF'),
    )
    expect(answerTo(download({ href: 'http://127.0.0.1/o' }), ['127.0.0.1'])).toEqual(
      rule('LFS_HREF'),
    )
  })

  it('does not repeat an address, which may hold a signature', () => {
    const failure = answerTo(download({ href: 'https://evil.example/o?signature=secret' }))
    expect(JSON.stringify(failure)).not.toContain('secret')
    expect(String(failure)).toContain('evil.example')
  })

  it.each([
    '',
    '[]',
    'null',
    '<html>',
    '{}',
    '{"objects":{}}',
    '{"objects":[],"transfer":"tus"}',
    '{"objects":[],"hash_algo":"md5"}',
  ])('refuses %j as a whole', (text) => {
    expect(() => readBatchReply(text, { endpoint, hosts: [] }, now)).toThrow(rule('LFS_SERVER'))
  })

  it('passes over what is no object', () => {
    expect(readBatchReply('{"objects":[null,1,"x",[]]}', { endpoint, hosts: [] }, now)).toEqual(
      new Map(),
    )
  })
})
