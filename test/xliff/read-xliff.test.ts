import { describe, expect, it } from 'vitest'
import { checkedTargets } from '../../src/xliff/checked-targets.ts'
import { readXliff } from '../../src/xliff/read-xliff.ts'
import type { Unit } from '../../src/xliff/unit.ts'

const namespace = 'urn:oasis:names:tc:xliff:document:2.0'

const documentOf = (units: string, attributes = `xmlns="${namespace}" version="2.0"`): string =>
  `<xliff ${attributes} srcLang="en" trgLang="es"><file id="b10b" original="wind.md">${units}</file></xliff>`

const read = (text: string) => readXliff(Buffer.from(text))

const unitOf = (target: string): string =>
  `<unit id="u1"><segment><source>x</source><target>${target}</target></segment></unit>`

const words = (text: string) => ({ kind: 'words', text })

describe('readXliff', () => {
  it('reads what other tools make of a unit: groups, segments, marks, annotations, prefixes', () => {
    const units = `<group id="g"><unit id="u1"><notes><note>n</note></notes>
      <segment><source>a</source><target>El <mrk id="m" type="term">aire</mrk> <sc id="1"/>baja<![CDATA[ & ]]></target></segment>
      <ignorable><source> </source></ignorable>
      <segment><source>b</source><target>hoy<ec startRef="1"/><ph id="2"/><cp hex="0001"/></target></segment></unit></group>
      <unit id="u2"><segment><source>c</source></segment></unit>`
    const prefixed = documentOf(units, `xmlns="${namespace}" version="2.1"`)
      .replace(/<(\/?)(?=\w)/g, '<$1x:')
      .replace('xmlns=', 'xmlns:x=')
    for (const text of [documentOf(units), prefixed]) {
      expect(read(text)).toEqual({
        blob: 'b10b',
        path: 'wind.md',
        targetLanguage: 'es',
        units: [
          {
            id: 'u1',
            target: [
              words('El aire '),
              { kind: 'span', id: '1', pieces: [words('baja &  hoy')] },
              { kind: 'code', id: '2' },
              words('\u0001'),
            ],
          },
          { id: 'u2', target: null },
        ],
      })
    }
  })

  it.each([
    ['no XML', 'title,wind', 'Expected XML, got something else'],
    ['nothing', '', 'Expected XML, got something else'],
    [
      'entities of its own',
      '<!DOCTYPE x [<!ENTITY e "eee">]><x>&e;</x>',
      'Expected XML, got something else',
    ],
    ['depth without end', '<x>'.repeat(200_000), 'Expected XML, got something else'],
    ['another format', '<html/>', 'Expected a document of XLIFF 2.0'],
    [
      'an earlier version',
      documentOf('', 'xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"'),
      'Expected a document of XLIFF 2.0',
    ],
    ['several files', documentOf('</file><file id="c" original="d">'), 'Expected one `file`'],
    [
      'a code that is never closed',
      documentOf(unitOf('<sc id="1"/>x')),
      'Expected the code `1` to be closed',
    ],
    [
      'a code that was not opened',
      documentOf(unitOf('x<ec startRef="1"/>')),
      'Expected the code `1` to be opened',
    ],
    [
      'codes across each other',
      documentOf(unitOf('<pc id="1">x<ec startRef="2"/></pc>')),
      'Expected the code `2` to be opened',
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => read(text)).toThrow(message)
  })

  it('refuses more than 16 MiB before it looks at them', () => {
    expect(() => readXliff(new Uint8Array(16 * 1024 * 1024 + 1))).toThrow('Expected at most')
  })
})

describe('checkedTargets', () => {
  const place = { kind: 'field', pointer: '/title' } as const
  const code = { kind: 'code', id: '1', data: '`a`', reads: 'a', isEscape: false } as const
  const units: readonly Unit[] = [
    { id: 'title', anchor: '', place, pieces: [{ kind: 'words', text: 'Wind' }] },
    { id: 'u1', anchor: 'air', place, pieces: [code] },
  ]

  it('tells what is translated from what is not', () => {
    const { targets, untranslated } = checkedTargets(units, [
      { id: 'title', target: null },
      { id: 'u1', target: [{ kind: 'code', id: '1' }] },
    ])
    expect([...targets.keys()]).toEqual(['u1'])
    expect(untranslated).toEqual(['title'])
  })

  it.each([
    ['a unit that the source has not', [{ id: 'u7', target: null }], 'no unit `u7`'],
    [
      'a unit twice',
      [
        { id: 'u1', target: [] },
        { id: 'u1', target: [] },
      ],
      'there twice',
    ],
    ['no translation at all', [{ id: 'u1', target: null }], 'No unit of the file'],
    [
      'a foreign code',
      [{ id: 'u1', target: [{ kind: 'code', id: '2' } as const] }],
      'no such code',
    ],
    [
      'a span for a code',
      [{ id: 'u1', target: [{ kind: 'span', id: '1', pieces: [] } as const] }],
      'no such code',
    ],
    [
      'a code twice',
      [
        {
          id: 'u1',
          target: [{ kind: 'code', id: '1' } as const, { kind: 'code', id: '1' } as const],
        },
      ],
      'twice',
    ],
  ])('refuses %s', (_, read, message) => {
    expect(() => checkedTargets(units, read)).toThrow(message)
  })
})
