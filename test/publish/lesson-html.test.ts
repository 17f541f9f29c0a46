import fc from 'fast-check'
import type { Root } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/identifier.ts'
import { type Rendition, renditionOutput } from '../../src/media/rendition.ts'
import { lessonHtml, type MediaEntry } from '../../src/publish/lesson-html.ts'
import { htmlTags, htmlText } from './html-tags.ts'

const markdown = unified().use(remarkParse).use(remarkGfm)

const rendition: Rendition = {
  schema: 1,
  encoder: 'sharp 0, libvips 0',
  width: 2000,
  height: 1000,
  color: '#5a6b48',
  placeholder: 'data:image/webp;base64,UklGRiQAAABXRUJQ',
  outputs: (['avif', 'jpeg'] as const).flatMap((format) =>
    [640, 1280].map((width) =>
      renditionOutput(format, { width, height: width / 2 }, Buffer.from(`${format}${width}`)),
    ),
  ),
  thumbnail: renditionOutput('webp', { width: 320, height: 160 }, Buffer.from('thumbnail')),
}
const film = { key: `videos/${sha256('v')}.mp4`, contentType: 'video/mp4', size: 1 }
const mediaByUrl = new Map<string, MediaEntry>([
  ['elk.jpg', { kind: 'image', rendition }],
  ['café au lait.jpg', { kind: 'image', rendition }],
  [
    'call.mp4',
    { kind: 'file', file: film, facts: { duration: 94.5, width: 640 }, poster: rendition },
  ],
])

const render = (tree: Root): string =>
  lessonHtml(tree, {
    resolveLink: (url) => (url === '../deer/index.md#range' ? 'hma:0c1d#range' : null),
    resolveMedia: (url) => mediaByUrl.get(url) ?? null,
  }).html
const htmlOf = (text: string): string => render(markdown.parse(text))
const tagsOf = (text: string, name: string) =>
  htmlTags(htmlOf(text)).filter((tag) => tag.name === name)

describe('lessonHtml', () => {
  it('shows a picture in every format, with its proportions', () => {
    const html = htmlOf('![an elk](elk.jpg "Bugling")')
    const [avif, jpeg] = htmlTags(html).filter((tag) => tag.name === 'source')
    const keys = rendition.outputs.map((output) => output.key)
    expect(avif?.attributes).toEqual({
      type: 'image/avif',
      srcset: `/${keys[0]} 640w, /${keys[1]} 1280w`,
      sizes: '(min-width: 1280px) 1280px, 100vw',
    })
    expect(jpeg?.attributes.type).toBe('image/jpeg')
    expect(htmlTags(html).at(-1)).toEqual({
      name: 'img',
      attributes: {
        ...{ src: `/${keys[3]}`, width: '1280', height: '640', alt: 'an elk', title: 'Bugling' },
        ...{ loading: 'lazy', decoding: 'async' },
      },
    })
  })

  it.each([
    ['300', { width: '300', height: '150' }],
    ['300px', { width: '300', height: '150' }],
    ['99.6px', { width: '100', height: '50' }],
    ['40%', { width: '40%' }],
    ['1;x:expression(1)', { width: '1280', height: '640' }],
  ])('honours an author who wants a picture %s wide', (width, expected) => {
    const tree: Root = {
      type: 'root',
      children: [
        {
          type: 'paragraph',
          children: [
            {
              type: 'image',
              url: 'elk.jpg',
              alt: 'elk',
              data: { hProperties: { width, className: ['wide'] } },
            },
          ],
        },
      ],
    }
    const img = htmlTags(render(tree)).find((tag) => tag.name === 'img')
    const { width: shown, height } = img?.attributes ?? {}
    expect({ width: shown, ...(height === undefined ? {} : { height }) }).toEqual(expected)
    expect(img?.attributes.class).toBe('wide')
  })

  it('finds media through references and names outside ASCII, asked as written', () => {
    expect(tagsOf('![elk][e]\n\n[e]: <café au lait.jpg>', 'img')).toHaveLength(1)
  })

  it('puts the alternative text where a picture is missing', () => {
    const html = htmlOf('![a <b> moose](moose.jpg)')
    expect(htmlTags(html)).toContainEqual({ name: 'span', attributes: { class: 'missing-media' } })
    expect(htmlText(html)).toBe('a <b> moose')
    expect(tagsOf('![x](https://evil.example/track.gif)', 'img')).toEqual([])
  })

  it('links to films and other files where they lie', () => {
    const href = `/${film.key}`
    expect(tagsOf('[film](call.mp4)', 'a')[0]?.attributes).toEqual({ href })
    expect(tagsOf('![film](call.mp4)', 'a')[0]?.attributes).toEqual({ href })
    expect(tagsOf('[film][f]\n\n[f]: call.mp4', 'a')[0]?.attributes).toEqual({ href })
  })

  it('resolves links to other lessons and marks links to other sites', () => {
    expect(tagsOf('[deer](../deer/index.md#range)', 'a')[0]?.attributes).toEqual({
      href: 'hma:0c1d#range',
    })
    expect(tagsOf('<https://example.org>', 'a')[0]?.attributes).toEqual({
      href: 'https://example.org',
      rel: 'noopener noreferrer',
    })
    expect(tagsOf('[up](#top)', 'a')[0]?.attributes).toEqual({ href: '#top' })
  })

  it('keeps sections, anchors, tables, task lists, footnotes and the language of code', () => {
    const tree = markdown.parse(
      '## Elk\n\n|a|b|\n|:-|-|\n|c|d|\n\n- [x] done\n\n3. three\n\n```js\n::: a < b\n```\n\nText[^1]\n\n[^1]: Note [x](javascript:x)',
    )
    const [heading, ...rest] = tree.children
    if (heading !== undefined) heading.data = { hProperties: { id: 'name' } }
    const section = {
      type: 'section',
      name: 'challenge',
      children: rest,
      data: { hName: 'section', hProperties: { className: ['challenge'] } },
    }
    const html = render({ type: 'root', children: [heading, section] } as Root)
    const seen = htmlTags(html)
    for (const [name, attributes] of [
      ['section', { class: 'challenge' }],
      ['h2', { id: 'name' }],
      ['th', { align: 'left' }],
      ['li', { class: 'task-list-item' }],
      ['input', { type: 'checkbox', checked: '', disabled: '' }],
      ['ol', { start: '3' }],
      ['code', { class: 'language-js' }],
      ['li', { id: 'user-content-fn-1' }],
    ] as const) {
      expect(seen).toContainEqual({ name, attributes })
    }
    expect(seen.find((tag) => 'data-footnote-ref' in tag.attributes)?.attributes.href).toBe(
      '#user-content-fn-1',
    )
    expect(htmlText(html)).toContain('::: a < b')
  })

  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](&#x6A;avascript:alert(1))',
    '[x](&#106;avascript&colon;alert(1))',
    '[x](<java\tscript:alert(1)>)',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](vbscript:x)',
    '[x](file:///etc/passwd)',
    '<javascript:alert(1)>',
    '[x][r]\n\n[r]: javascript:alert(1)',
    '[x](//evil.example)',
    '[x](\\\\\\\\evil.example)',
    '[x](/\\evil.example)',
    '[x](hma:forged)',
    '![x](javascript:alert(1))',
    '![x](data:image/svg+xml,<svg onload=alert(1)>)',
    '![x](../../../etc/passwd)',
  ])('takes the target from %j and keeps the words', (text) => {
    const html = htmlOf(text)
    for (const { name, attributes } of htmlTags(html)) {
      expect(['p', 'a', 'span']).toContain(name)
      expect(attributes).not.toHaveProperty('href')
      expect(attributes).not.toHaveProperty('src')
    }
    expect(htmlText(html)).toMatch(/x|javascript:alert\(1\)/)
  })

  it.each([
    '<script>alert(1)</script>',
    'a <img src=x onerror=alert(1)> b',
    '<iframe src="https://evil.example"></iframe>',
    '<base href="//evil.example">',
    '<meta http-equiv="refresh" content="0;url=//evil.example">',
    '<!-- <script>alert(1)</script> -->',
    '<![CDATA[<script>alert(1)</script>]]>',
    '<svg><a xlink:href="javascript:x">y</a></svg>',
    '<a href="javascript:x" style="position:fixed">y</a>',
  ])('drops the raw HTML of %j', (text) => {
    for (const { name, attributes } of htmlTags(htmlOf(`before\n\n${text}\n\nafter`))) {
      expect(name).toBe('p')
      expect(attributes).toEqual({})
    }
  })

  it('is made of allowed elements and attributes only, whatever is written', () => {
    const piece = fc.constantFrom(
      ...[
        '[x](',
        '![y](',
        'javascript:',
        'elk.jpg',
        ')',
        '<script>',
        '"onerror=',
        '>',
        '<',
        '&lt;',
        '\n\n',
      ],
      ...[
        '# ',
        '- [ ] ',
        '```',
        '[^1]',
        '[^1]: ',
        '|a|\n|-|\n',
        '::: ',
        '`',
        '**',
        '//evil.example',
        ' ',
        '\\',
        "'",
      ],
    )
    const allowed =
      /^(?:href|rel|id|class|title|src|alt|width|height|loading|decoding|type|srcset|sizes|start|align|checked|disabled|aria-[a-z]+|data-footnote(?:s|-ref|-backref))$/
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        for (const { name, attributes } of htmlTags(htmlOf(pieces.join('')))) {
          expect(['script', 'style', 'iframe', 'base', 'meta', 'svg', 'div']).not.toContain(name)
          for (const attribute of Object.keys(attributes)) expect(attribute).toMatch(allowed)
          expect(attributes.href ?? '').toMatch(
            /^(?:$|#|\/(?:videos|images)\/|https?:|[^/:\\][^:]*$)/,
          )
        }
      }),
      { numRuns: 400 },
    )
  })
})
