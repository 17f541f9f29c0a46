import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/diagnostic.ts'
import { formatJunit } from '../../src/output/format-junit.ts'
import { finding } from './findings.ts'

const junit = (...diagnostics: readonly Diagnostic[]): string => formatJunit({ diagnostics })

const warning = { severity: 'warning', rule: 'LINK_MISSING', message: 'Nothing there.' } as const

describe('junit', () => {
  it('is one suite with a test for each file: errors fail it, the others are its output', () => {
    const findings = [
      finding({ path: 'a.md' }),
      finding({ path: 'a.md', ...warning }),
      finding({ path: 'b.md', ...warning }),
      finding({ path: 'c.md', line: 5 }),
      finding({ path: 'c.md', line: 9 }),
    ]
    expect(junit(...findings)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="hma-content validate" tests="3" failures="2" errors="0" skipped="0" time="0">
    <testcase classname="hma-content" name="a.md" file="a.md" time="0">
      <failure message="Expected \`title\` once, got it twice." type="FM_DUPLICATE">3:1 error Expected \`title\` once, got it twice. (FM_DUPLICATE) Remove one of the two.</failure>
      <system-out>3:1 warning Nothing there. (LINK_MISSING) Remove one of the two.</system-out>
    </testcase>
    <testcase classname="hma-content" name="b.md" file="b.md" time="0">
      <system-out>3:1 warning Nothing there. (LINK_MISSING) Remove one of the two.</system-out>
    </testcase>
    <testcase classname="hma-content" name="c.md" file="c.md" time="0">
      <failure message="2 errors" type="errors">5:1 error Expected \`title\` once, got it twice. (FM_DUPLICATE) Remove one of the two.
9:1 error Expected \`title\` once, got it twice. (FM_DUPLICATE) Remove one of the two.</failure>
    </testcase>
  </testsuite>
</testsuites>`)
  })

  it('has one test that passes where nothing was found', () => {
    expect(junit()).toContain('tests="1" failures="0" errors="0"')
    expect(junit()).toContain('<testcase classname="hma-content" name="all files" time="0"/>')
  })

  it('escapes what is markup and what XML has no characters for', () => {
    const message = `</failure>&amp;"'\u0000\u001b\ufffe\ud800]]>`
    const shown = '&lt;/failure&gt;&amp;amp;&quot;&apos;\\u0000\\u001b\ufffd\ufffd]]&gt;'
    expect(junit(finding({ message }))).toContain(`message="${shown}"`)
  })

  it('keeps its elements whatever a lesson says', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 })
    fc.assert(
      fc.property(text, text, text, (path, message, hint) => {
        const xml = junit(finding({ path, message, hint }), finding({ path, ...warning, hint }))
        const tags = xml.match(/<[^>]*>/g) ?? []
        expect(tags.map((tag) => /^<\??(\/?[\w-]+)/.exec(tag)?.[1])).toEqual([
          'xml',
          ...['testsuites', 'testsuite', 'testcase', 'failure', '/failure'],
          ...['system-out', '/system-out', '/testcase', '/testsuite', '/testsuites'],
        ])
        expect(xml.replaceAll(/&(?:amp|lt|gt|quot|apos);/g, '')).not.toContain('&')
        // https://www.w3.org/TR/xml/#charsets
        expect(xml).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u)
      }),
    )
  })
})
