import { describe, expect, it } from 'vitest'
import { safeUrl } from '../../src/lesson/safe-url.ts'
import { lessonOf, read, rulesOf } from './reading.ts'

describe('unsafe links', () => {
  it.each([
    ['[a](javascript:alert(1))', 'URL_SCHEME'],
    ['[a](JaVaScRiPt:alert(1))', 'URL_SCHEME'],
    ['[a](&#x6A;avascript:alert(1))', 'URL_SCHEME'],
    ['[a](javascript&colon;alert(1))', 'URL_SCHEME'],
    ['[a](<java&#10;script:alert(1)>)', 'URL_SCHEME'],
    ['[a](<\u0001javascript:alert(1)>)', 'URL_SCHEME'],
    ['[a](java\u200Bscript:alert(1))', 'URL_SCHEME'],
    ['[a](data:text/html,x)', 'URL_SCHEME'],
    ['![a](data:image/svg+xml,x)', 'URL_SCHEME'],
    ['[a](vbscript:x)', 'URL_SCHEME'],
    ['[a](file:///etc/passwd)', 'URL_SCHEME'],
    ['<javascript:alert(1)>', 'URL_SCHEME'],
    ['[a][b]\n\n[b]: javascript:x', 'URL_SCHEME'],
    ['![a][b]\n\n[b]: vbscript:x', 'URL_SCHEME'],
    ['[a](//evil.example)', 'LINK_PROTOCOL_RELATIVE'],
    ['[a](\\\\\\\\evil.example)', 'LINK_PROTOCOL_RELATIVE'],
    ['[a](/\\\\evil.example)', 'LINK_PROTOCOL_RELATIVE'],
  ])('reports %j', (body, rule) => {
    const { findings } = read(body)
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({ rule, severity: 'error', line: 1 })
  })

  it.each([
    'https://a.example',
    'HTTP://a.example',
    'mailto:a@b.example',
    'tel:+123',
    '#anchor',
    '/site',
    'page.md',
    '../a/b.md#c',
    'a/b:c',
    '(https://a.example',
    '',
  ])('lets %j pass', (url) => {
    expect(safeUrl(url)).toBe(true)
  })
})

describe('links of a lesson', () => {
  it('are all links and pictures where they are used, references resolved', () => {
    const body =
      '[a](b.md) ![c](d.png)\n\n[e][f] ![g] <https://h.example>\n\n[f]: i "t"\n[g]: j.png\n[unused]: k\n'
    expect(lessonOf(body).links).toEqual([
      { kind: 'link', url: 'b.md', line: 1, column: 1 },
      { kind: 'image', url: 'd.png', line: 1, column: 11 },
      { kind: 'link', url: 'i', line: 3, column: 1 },
      { kind: 'image', url: 'j.png', line: 3, column: 8 },
      { kind: 'link', url: 'https://h.example', line: 3, column: 13 },
    ])
  })
})

describe('raw HTML', () => {
  it.each([
    '<script>alert(1)</script>',
    'a <img src=x onerror=alert(1)>',
    '<iframe src="x"></iframe>',
    '<base href="x">',
    '<meta http-equiv="refresh">',
    '<![CDATA[ x ]]>',
    '<!-- a --> <b>x</b>',
  ])('is reported once: %j', (html) => {
    const reading = read(`${html}\n\n${html}\n`)
    expect(rulesOf(reading)).toEqual(['HTML_RAW'])
    expect(reading.findings[0]).toMatchObject({ severity: 'warning', line: 1 })
  })

  it('is not what a comment is', () => {
    expect(rulesOf(read('<!-- a -->\n\ntext <!-- b --> text\n\n<!-- c'))).toEqual([])
  })
})
