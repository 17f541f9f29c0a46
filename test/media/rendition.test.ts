import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  defaultRenditionOptions,
  renditionKey,
  renditionWidths,
} from '../../src/media/rendition.ts'

describe('renditionWidths', () => {
  it.each([
    [4000, [640, 1280], [640, 1280]],
    [1280, [640, 1280], [640, 1280]],
    [1000, [640, 1280], [640, 1000]],
    [700, [640, 1280], [700]],
    [300, [640, 1280], [300]],
    [1, [640, 1280], [1]],
    [4000, [1280, 640, 640], [640, 1280]],
    [4000, [1000, 1200, 1280], [1000, 1280]],
  ])('of an image %i wide and %j wanted are %j', (own, wanted, widths) => {
    expect(renditionWidths(own, wanted)).toEqual(widths)
  })

  it('are ascending, never wider than the image, and at least a quarter apart', () => {
    const width = fc.integer({ min: 1, max: 5000 })
    fc.assert(
      fc.property(width, fc.array(width, { minLength: 1, maxLength: 6 }), (own, wanted) => {
        const widths = renditionWidths(own, wanted)
        expect(widths.at(-1)).toBe(Math.min(own, Math.max(...wanted)))
        widths.slice(1).forEach((next, at) => {
          expect(next / (widths[at] ?? 0)).toBeGreaterThanOrEqual(1.25)
        })
      }),
    )
  })
})

describe('renditionKey', () => {
  it('changes with the image and every option', () => {
    const options = defaultRenditionOptions
    const keys = [
      renditionKey('a', options),
      renditionKey('b', options),
      renditionKey('a', { ...options, widths: [640] }),
      renditionKey('a', { ...options, formats: ['jpeg'] }),
      renditionKey('a', { ...options, thumbnail: 200 }),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys[0]).toMatch(/^renditions\/[0-9a-f]{64}\.json$/)
  })
})
