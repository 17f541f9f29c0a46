import { expect, it } from 'vitest'
import { isMediaPath, mediaReading } from '../../src/source/media-path.ts'

it.each([
  ['p/a.png', true],
  ['p/A.JPEG', true],
  ['a.tif', true],
  ['clip.mp4', true],
  ['call.m4a', true],
  ['map.pdf', true],
  ['a.svg', true],
  ['a.md', false],
  ['png', false],
  ['a.png.md', false],
  ['a.png/b', false],
  ['a.exe', false],
  ['a.html', false],
])('takes %s for media: %s', (path, expected) => {
  expect(isMediaPath(path)).toBe(expected)
})

it('reads media by the ending of their path, in small letters', () => {
  expect(mediaReading('p.x/A.b.JPEG')).toBe('media/jpeg')
})
