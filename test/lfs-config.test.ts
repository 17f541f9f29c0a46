import { describe, expect, it } from 'vitest'
import { readLfsConfig } from '../src/lfs-config.ts'

describe('readLfsConfig', () => {
  it('allows films of five gigabytes where nothing is said', () => {
    expect(readLfsConfig({}, {})).toEqual({
      url: null,
      hosts: [],
      limits: { images: 64e6, videos: 5e9, audio: 5e8, documents: 2e8 },
      login: null,
    })
  })

  it('takes the password from the environment, with a name that servers take beside a token', () => {
    expect(readLfsConfig({}, { LFS_PASSWORD: 'x' }).login).toEqual({
      username: 'git',
      password: 'x',
    })
    const named = { LFS_USERNAME: 'ada', LFS_PASSWORD: 'x' }
    expect(readLfsConfig({}, named).login).toEqual({ username: 'ada', password: 'x' })
    expect(readLfsConfig({}, { LFS_USERNAME: 'ada', LFS_PASSWORD: '' }).login).toBeNull()
  })

  it.each([
    'https://git.example/lfs',
    'http://127.0.0.1:8080/lfs',
    'http://localhost/lfs',
    'http://[::1]:1/lfs',
  ])('takes %s for a server', (url) => expect(readLfsConfig({ url }, {}).url).toBe(url))

  it.each([
    'http://git.example/lfs',
    'http://127.0.0.1.nip.io/lfs',
    'http://0x7f.example/lfs',
    'https://ada:secret@git.example/lfs',
    'https://ada@git.example/lfs',
    'ssh://git.example/lfs',
    'file:///etc/passwd',
    'https://git.example/lfs\r\nhost: evil.example',
    'https://git.example\\@evil.example/',
    'git.example',
  ])('takes %j for none, and does not repeat it', (url) => {
    expect(() => readLfsConfig({ url }, {})).toThrow(
      expect.objectContaining({ code: 'CONFIG', message: expect.not.stringContaining('secret') }),
    )
  })
})
