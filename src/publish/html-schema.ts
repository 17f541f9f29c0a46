import type { Options } from 'rehype-sanitize'

// Class names that may be styled, and nothing that could be mistaken for markup.
const className = ['className', /^[a-z][\w-]*$/i] as const
const heading = ['id']

/**
 * What the HTML of a lesson may consist of. An element that is not named loses its tags, an attribute
 * that is not named is dropped. `id` keeps its value: anchors are made safe when the outline is.
 */
export const htmlSchema: Options = {
  tagNames: [
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'blockquote', 'section', 'hr', 'pre'],
    ...['ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
    ...['a', 'em', 'strong', 'del', 'code', 'br', 'sup', 'span', 'input'],
    ...['picture', 'source', 'img'],
  ],
  attributes: {
    a: [
      ...['href', 'title', 'rel', 'id', 'ariaLabel', 'ariaDescribedBy'],
      ...['dataFootnoteRef', 'dataFootnoteBackref'],
      ['className', 'data-footnote-backref'],
    ],
    code: [['className', /^language-[\w+#.-]+$/]],
    h1: heading,
    h2: [...heading, ['className', 'sr-only']],
    h3: heading,
    h4: heading,
    h5: heading,
    h6: heading,
    img: ['src', 'alt', 'title', 'width', 'height', 'loading', 'decoding', [...className]],
    input: ['checked', ['disabled', true], ['type', 'checkbox']],
    li: ['id', ['className', 'task-list-item']],
    ol: ['start', ['className', 'contains-task-list']],
    section: ['dataFootnotes', [...className]],
    source: ['type', 'srcSet', 'sizes'],
    span: [['className', 'missing-media']],
    td: ['align'],
    th: ['align'],
    ul: [['className', 'contains-task-list']],
  },
  ancestors: {
    tbody: ['table'],
    td: ['table'],
    th: ['table'],
    thead: ['table'],
    tr: ['table'],
    source: ['picture'],
  },
  protocols: { href: ['http', 'https', 'mailto', 'tel', 'hma'], src: [] },
  required: { input: { disabled: true, type: 'checkbox' } },
  clobber: [],
  strip: ['script', 'style'],
}
