import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawingFault, drawingSize } from '../../src/media/drawing-fault.ts'

const svg = (inside: string, attributes = ''): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inside}</svg>`)

describe('drawingFault', () => {
  it.each([
    ['a script', svg('<script>x()</script>'), '`<script>`'],
    ['a script under another prefix', svg('<svg:script href="#x"/>'), '`<script>`'],
    ['a handler', svg('<rect onclick="x()"/>'), '`onclick`'],
    ['a handler of the root', svg('', "onload='x()'"), '`onload`'],
    ['a link that runs', svg('<a href="javascript:x()"><text>x</text></a>'), 'javascript:'],
    ['HTML inside', svg('<switch><foreignObject><div>x</div></foreignObject></switch>'), 'HTML'],
    ['a picture from elsewhere', svg('<image xlink:href="https://a.example/b.png"/>'), 'a.example'],
    ['a picture from the disk', svg('<image href="file:///etc/passwd"/>'), 'file:///etc/passwd'],
    ['a part of another file', svg('<use href="icons.svg#elk"/>'), 'icons.svg#elk'],
    ['an SVG within a URL', svg('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>'), 'data:'],
    ['a style from elsewhere', svg('<style>@import "https://a.example/b.css"</style>'), '@import'],
    ['a font from elsewhere', svg('<style>a{src:url( "https://a.example/b" )}</style>'), 'url('],
    ['a fill from elsewhere', svg('<rect fill="url(icons.svg#sky)"/>'), 'url(icons.svg#sky'],
    ['a style attribute', svg('<rect style="fill:url(http://a.example/b)"/>'), 'url('],
    [
      'an entity that reads a file',
      Buffer.from('<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'),
      'entities',
    ],
    [
      'entities of entities',
      Buffer.from('<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><svg>&b;</svg>'),
      'entities',
    ],
    ['more than 8 MiB', svg(`<desc>${'x'.repeat(8 * 1024 * 1024)}</desc>`), '8388'],
  ] as const)('finds %s', (_, data, named) => {
    const found = drawingFault(data)
    expect(found).toMatchObject({ rule: 'MEDIA_SVG', severity: 'error' })
    expect(found?.message).toContain(named)
  })

  it.each([
    ['shapes, gradients and links', '<a href="https://a.example"><rect fill="url(#sky)"/></a>'],
    ['references within', '<use xlink:href="#elk"/><path style="marker-end:url( \'#tip\' )"/>'],
    ['pictures inside', '<image href="data:image/png;base64,iVBORw0KGgo="/>'],
    [
      'a style sheet',
      '<style>.a{fill:#f00;mask:url("#m")} @font-face{src:url(data:font/woff2;x)}</style>',
    ],
    ['what is commented out', '<!-- <script>x()</script> --><desc><![CDATA[<script>]]></desc>'],
    ['a text about scripts', '<text>onclick= &lt;script&gt; url(x)</text>'],
    ['no drawing at all', '< <<a <"'],
  ])('lets %s be', (_, inside) => {
    expect(drawingFault(svg(inside))).toBeNull()
  })

  it('lets the names of namespaces be, as Illustrator declares them', () => {
    const declared =
      '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [\n<!ENTITY ns_svg "http://www.w3.org/2000/svg">\n]><svg xmlns="&ns_svg;"/>'
    expect(drawingFault(Buffer.from(declared))).toBeNull()
  })

  it('answers for any text, in time that grows with its length', () => {
    const pieces = fc.constantFrom(
      '<a',
      ' b="',
      "'",
      '>',
      '<!',
      '-->',
      '<style',
      '</',
      '=',
      '<![CDATA[',
      ' ',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (texts) => {
        const found = drawingFault(Buffer.from(`<svg ${texts.join('')}`))
        expect([null, 'MEDIA_SVG']).toContain(found?.rule ?? null)
      }),
    )
    for (const piece of ['<a b="', "<a b='c' ", '<style>', '<!ENTITY ', '<![CDATA[', '<a ']) {
      const start = performance.now()
      drawingFault(Buffer.from(piece.repeat(200_000)))
      expect(performance.now() - start, piece).toBeLessThan(5_000)
    }
  })
})

describe('drawingSize', () => {
  it.each([
    ['width="400" height="300.5px"', { width: 400, height: 300.5 }],
    ['viewBox="0 0 1 1" width="100%" height="3"', null],
    ['', null],
  ])('of `%s` is %j', (attributes, size) => {
    expect(drawingSize(svg('', attributes))).toEqual(size)
  })
})
