import { describe, expect, it } from 'vitest'
import { readLesson } from '../../src/lesson/read-lesson.ts'
import { foreignShape, lessonOf, read, rulesOf } from './reading.ts'

const bytesOf = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Uint8Array.from(part))),
  )
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`

describe('bytes that are no Markdown', () => {
  it.each([
    ['a byte that UTF-8 does not have', bytesOf('a\nb', [0xff]), 'TEXT_ENCODING', 2],
    ['Latin-1', bytesOf('caf', [0xe9], ' au lait'), 'TEXT_ENCODING', 1],
    ['UTF-16, little end first', bytesOf([0xff, 0xfe, 0x61, 0x00]), 'TEXT_ENCODING', 1],
    ['UTF-16, big end first', bytesOf([0xfe, 0xff, 0x00, 0x61]), 'TEXT_ENCODING', 1],
    ['a NUL byte in the body', bytesOf('a\n\nb\0c'), 'TEXT_NUL', 3],
    ['two byte order marks', bytesOf('\uFEFF\uFEFF---\ntitle: a\n---\n'), 'FM_ENCODING', 1],
    ['lines that end in CR', bytesOf('---\rtitle: a\r---\r'), 'FM_ENCODING', 1],
    ['a Git LFS pointer', bytesOf(pointer), 'LFS_POINTER', 1],
    ['more than 1 MiB', bytesOf('a\n'.repeat(600_000)), 'TEXT_SIZE', 1],
  ])('refuses %s', (_, bytes, rule, line) => {
    const reading = readLesson(bytes, foreignShape())
    expect(reading.lesson).toBeNull()
    expect(reading.findings).toHaveLength(1)
    expect(reading.findings[0]).toMatchObject({ rule, line, severity: 'error' })
  })
})

describe('line ends and byte order marks', () => {
  const text = '---\ntitle: a\nlist:\n  - b\n---\n\n# H\n\none\ntwo  \nthree\n'
  it.each([
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['one byte order mark', `\uFEFF${text}`],
    ['both', `\uFEFF${text.replaceAll('\n', '\r\n')}`],
  ])('reads a file with %s as its plain twin', (_, twin) => {
    expect(read(twin)).toEqual(read(text))
    expect(lessonOf(twin).digest).toBe(lessonOf(text).digest)
  })
})

describe('characters that turn the direction of writing', () => {
  it.each([
    ['title', '---\ntitle: "a\u202Eb"\n---\n', 'error'],
    ['slug', '---\nslug: "a\u2066b"\n---\n', 'error'],
    ['source id', '---\nkey: "a\u2066b"\n---\n', 'error'],
    ['link', '[a](https://a.example/\u202Ex)', 'error'],
    ['prose', 'first\n\nשלום \u2067abc\u2069', 'warning'],
  ])('are found in a %s', (_, text, severity) => {
    const { findings } = read(text, foreignShape({ id: 'key' }))
    expect(findings[0]).toMatchObject({ rule: 'TEXT_BIDI', severity })
  })

  it('are not what ordinary marks of Arabic and Hebrew prose are', () => {
    expect(rulesOf(read('عربي\u200F (abc) \u200E می\u200Cخواهم'))).toEqual([])
  })

  it('leave no room for invisible characters in a slug', () => {
    expect(rulesOf(read('---\nslug: "a\u200Bb"\n---\n'))).toEqual(['ID_CHARSET'])
  })
})
