import { describe, expect, it } from 'vitest'
import { lessonHtml } from '../../src/publish/lesson-html.ts'
import { lessonOf, read } from '../lesson/reading.ts'
import { codeBlocks, textOf } from './pages.ts'

const sections = textOf('docs/markdown.md')
  .split(/^## /m)
  .slice(1)
  .map((section) => ({
    title: section.split('\n')[0],
    markdown: codeBlocks(section, 'markdown').join('\n'),
    html: codeBlocks(section, 'html').join('\n'),
  }))

// Where lines break between elements says nothing.
const even = (html: string): string => html.replace(/>\s+</g, '><').trim()

describe('docs/markdown.md', () => {
  it.each(sections)('shows nothing under $title that breaks a rule', ({ markdown }) => {
    expect(markdown).not.toBe('')
    expect(read(markdown).findings).toEqual([])
  })

  it.each(sections.filter(({ html }) => html !== ''))(
    'shows what is published under $title',
    ({ markdown, html }) => {
      const nothing = { resolveLink: () => null, resolveMedia: () => null }
      expect(even(lessonHtml(lessonOf(markdown).tree, nothing).html)).toBe(even(html))
    },
  )

  it('shows the HTML of three of them', () => {
    expect(sections.filter(({ html }) => html !== '')).toHaveLength(3)
  })
})
