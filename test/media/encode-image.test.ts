import { tmpdir } from 'node:os'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { sha256 } from '../../src/identifier.ts'
import { wholeMedia } from '../../src/media/media-bytes.ts'
import { isFinding } from '../../src/media/media-finding.ts'
import { mediaPosition } from '../../src/media/media-position.ts'
import type { MediaName } from '../../src/media/media-type.ts'
import { openRenderer } from '../../src/media/renderer.ts'
import { defaultRenditionOptions, type RenderedImage } from '../../src/media/rendition.ts'
import { gifBomb, pngBomb } from '../support/picture-bombs.ts'

const renderer = openRenderer(tmpdir())
afterAll(() => renderer.close())

const picture = (width: number, height: number, background = '#c04020') =>
  sharp({ create: { width, height, channels: 3, background } })

const render = async (bytes: Uint8Array, name: MediaName): Promise<RenderedImage> => {
  const answer = await renderer.renderImage(bytes, name, defaultRenditionOptions)
  if (isFinding(answer)) throw new Error(`${answer.rule}: ${answer.message}`)
  return answer
}
const refusal = (bytes: Uint8Array, name: MediaName) =>
  renderer.renderImage(bytes, name, defaultRenditionOptions)

const bodyOf = ({ rendition, bodies }: RenderedImage, format: string, at = -1): Buffer => {
  const key = rendition.outputs.filter((output) => output.format === format).at(at)?.key ?? ''
  return Buffer.from(bodies.get(key) ?? [])
}
const pixelOf = async (bytes: Buffer, left: number, top: number): Promise<readonly number[]> => [
  ...(await sharp(bytes).extract({ left, top, width: 1, height: 1 }).raw().toBuffer()),
]

describe('renderImage', () => {
  it('makes every format at every width and a thumbnail, named after their bytes', async () => {
    const { rendition, bodies } = await render(await picture(1600, 800).jpeg().toBuffer(), 'jpeg')
    expect([rendition.width, rendition.height]).toEqual([1600, 800])
    expect(rendition.outputs.map(({ format, width, height }) => [format, width, height])).toEqual([
      ['avif', 640, 320],
      ['avif', 1280, 640],
      ['webp', 640, 320],
      ['webp', 1280, 640],
      ['jpeg', 640, 320],
      ['jpeg', 1280, 640],
    ])
    expect(rendition.thumbnail).toMatchObject({ format: 'webp', width: 320, height: 160 })
    for (const output of [...rendition.outputs, rendition.thumbnail]) {
      const body = bodies.get(output.key) ?? new Uint8Array()
      expect(output.sha256).toBe(sha256(body))
      expect(output.size).toBe(body.byteLength)
      const extension = output.format === 'jpeg' ? 'jpg' : output.format
      expect(output.key).toBe(`images/${output.sha256}-${output.width}.${extension}`)
      const decoded = await sharp(body).metadata()
      expect([decoded.width, decoded.height]).toEqual([output.width, output.height])
    }
  })

  it('gives the same bytes again', async () => {
    const bytes = await picture(900, 500).png().toBuffer()
    expect((await render(bytes, 'png')).rendition).toEqual((await render(bytes, 'png')).rendition)
  })

  it('gives the bytes of one thread, however many cores the machine has', async () => {
    const noise = Buffer.from(
      Uint8Array.from({ length: 640 * 360 * 3 }, (_, at) => (at ** 2 / 7) % 256),
    )
    const pixels = sharp(noise, { raw: { width: 640, height: 360, channels: 3 } })
    const made = await render(await pixels.clone().png().toBuffer(), 'png')
    const avif = (): Promise<Buffer> => pixels.clone().avif({ quality: 50, effort: 2 }).toBuffer()
    const before = sharp.concurrency()
    sharp.concurrency(4)
    expect(await avif()).not.toEqual(bodyOf(made, 'avif'))
    sharp.concurrency(1)
    expect(await avif()).toEqual(bodyOf(made, 'avif'))
    sharp.concurrency(before)
  })

  it('never enlarges a picture', async () => {
    const { rendition } = await render(await picture(200, 100).webp().toBuffer(), 'webp')
    expect(rendition.outputs.map((output) => output.width)).toEqual([200, 200, 200])
    expect(rendition.thumbnail.width).toBe(200)
  })

  it('turns a photograph upright and drops its position, comment and tail', async () => {
    const left = await picture(60, 100, '#0000ff').png().toBuffer()
    const photo = await picture(120, 100, '#ff0000')
      .composite([{ input: left, left: 0, top: 0 }])
      .jpeg()
      .withExif({
        IFD0: { Orientation: '6' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' },
      })
      .withMetadata({ orientation: 6 })
      .toBuffer()
    const input = Buffer.concat([photo, Buffer.from('<html><script>alert(1)</script>')])
    expect((await sharp(input).metadata()).orientation).toBe(6)
    expect(mediaPosition('jpeg', wholeMedia(input))).toMatchObject({ rule: 'MEDIA_GPS' })
    const image = await render(input, 'jpeg')
    expect([image.rendition.width, image.rendition.height]).toEqual([100, 120])
    const upright = bodyOf(image, 'jpeg')
    const [red, , blue] = await pixelOf(upright, 50, 20)
    expect((blue ?? 0) > 200 && (red ?? 0) < 60).toBe(true)
    for (const body of image.bodies.values()) {
      const { exif, xmp, icc, iptc, orientation } = await sharp(body).metadata()
      expect({ exif, xmp, icc, iptc, orientation }).toEqual({})
      expect(Buffer.from(body).includes('<script>')).toBe(false)
    }
  })

  it('keeps transparency where a format can, and puts white behind it where not', async () => {
    const clear = sharp({
      create: { width: 50, height: 50, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
    const image = await render(await clear.png().toBuffer(), 'png')
    expect((await pixelOf(bodyOf(image, 'webp'), 25, 25))[3]).toBe(0)
    expect(await pixelOf(bodyOf(image, 'jpeg'), 25, 25)).toEqual([255, 255, 255])
  })

  it('previews a picture by its colour and a tiny copy, unless it is seen through', async () => {
    const meadow = await picture(20, 40, '#207040').png().toBuffer()
    const scene = picture(80, 40, '#3060c0').composite([{ input: meadow, left: 60, top: 0 }])
    const { rendition } = await render(await scene.png().toBuffer(), 'png')
    expect(rendition.color).toMatch(/^#[23].[56].[bc].$/)
    const [head = '', base64 = ''] = (rendition.placeholder ?? '').split(',')
    expect(head).toBe('data:image/webp;base64')
    const tiny = Buffer.from(base64, 'base64')
    expect(tiny.length).toBeLessThan(200)
    expect(await sharp(tiny).metadata()).toMatchObject({ format: 'webp', width: 16, height: 8 })
    expect((await pixelOf(tiny, 14, 4))[1]).toBeGreaterThan((await pixelOf(tiny, 14, 4))[2] ?? 255)

    const glass = await picture(80, 40).ensureAlpha(0.5).png().toBuffer()
    expect((await render(glass, 'png')).rendition).toMatchObject({ color: null, placeholder: null })
    const opaque = await picture(80, 40).ensureAlpha(1).png().toBuffer()
    expect((await render(opaque, 'png')).rendition.color).toMatch(/^#[bc]/)
  })

  it('converts CMYK and 16-bit pictures to 8-bit sRGB', async () => {
    const cmyk = await picture(40, 40, '#ff0000').toColourspace('cmyk').jpeg().toBuffer()
    const deep = await picture(40, 40, '#808080').toColourspace('rgb16').png().toBuffer()
    const [red = 0, green = 255] = await pixelOf(bodyOf(await render(cmyk, 'jpeg'), 'jpeg'), 20, 20)
    expect(red > 180 && green < 80).toBe(true)
    const grey = await pixelOf(bodyOf(await render(deep, 'png'), 'jpeg'), 20, 20)
    expect(grey.every((value) => Math.abs(value - 0x80) <= 2)).toBe(true)
  })

  it('takes the first frame of an animation', async () => {
    const frame = (colour: string) => picture(30, 30, colour).png().toBuffer()
    const frames = [await frame('#ff0000'), await frame('#00ff00'), await frame('#0000ff')]
    const gif = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer()
    expect((await sharp(gif).metadata()).pages).toBe(3)
    const image = await render(gif, 'gif')
    expect([image.rendition.width, image.rendition.height]).toEqual([30, 30])
    expect((await pixelOf(bodyOf(image, 'webp'), 15, 15))[0]).toBeGreaterThan(200)
  })

  it('draws an SVG at the widths, without its script', async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 12" onload="x()">
      <script>x()</script><image href="file:///etc/passwd"/><rect width="12" height="12" fill="#f00"/></svg>`
    const image = await render(Buffer.from(svg), 'svg')
    expect([image.rendition.width, image.rendition.height]).toEqual([24, 12])
    expect(image.rendition.outputs.map((output) => output.width)).toEqual([
      640, 1280, 640, 1280, 640, 1280,
    ])
    const drawn = bodyOf(image, 'jpeg')
    expect((await pixelOf(drawn, 630, 300))[1]).toBeLessThan(20)
    expect((await pixelOf(drawn, 650, 300))[1]).toBeGreaterThan(235)
  })

  it('draws text in the same font whatever the drawing names, and none is missing', async () => {
    const drawn = async (font: string, text: string): Promise<string> => {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40"><text y="30" font-size="24" font-family="${font}">${text}</text></svg>`
      const image = await render(Buffer.from(svg), 'svg')
      return sha256(await sharp(bodyOf(image, 'jpeg')).raw().toBuffer())
    }
    const arial = await drawn('Arial, sans-serif', 'Wind, Ветер')
    expect(await drawn('No Such Font', 'Wind, Ветер')).toBe(arial)
    expect(await drawn('Noto Sans', 'Wind, Ветер')).toBe(arial)
    expect(await drawn('Arial', '')).not.toBe(arial)
    expect(await drawn('Courier New, monospace', 'Wind, Ветер')).not.toBe(arial)
    expect(await drawn('serif', 'Wind, Ветер')).not.toBe(arial)
  })

  it.each([
    ['a PNG bomb', () => pngBomb(16_000, 16_000), 'png', 'MEDIA_PIXELS'],
    [
      'an SVG of 30,000 pixels a side',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="30000" height="30000"/>'),
      'svg',
      'MEDIA_PIXELS',
    ],
    ['an animation of 60 large frames', () => gifBomb(60, 1500), 'gif', 'MEDIA_PIXELS'],
    [
      'a picture too high for its formats',
      () => picture(10, 20_000).png().toBuffer(),
      'png',
      'MEDIA_PIXELS',
    ],
    [
      'a truncated JPEG',
      async () =>
        (
          await sharp({
            create: {
              width: 400,
              height: 400,
              channels: 3,
              background: '#888',
              noise: { type: 'gaussian', mean: 128, sigma: 30 },
            },
          })
            .jpeg()
            .toBuffer()
        ).subarray(0, 5000),
      'jpeg',
      'MEDIA_BROKEN',
    ],
    [
      'a PNG with a wrong checksum',
      async () => {
        const png = await picture(50, 50).png().toBuffer()
        png[png.indexOf('IDAT') + 8] = 0x55
        return png
      },
      'png',
      'MEDIA_BROKEN',
    ],
    ['a TIFF called JPEG', () => picture(40, 40).tiff().toBuffer(), 'jpeg', 'MEDIA_TYPE'],
    ['an AVIF called JPEG', () => picture(40, 40).avif().toBuffer(), 'jpeg', 'MEDIA_TYPE'],
    ['a PNG called JPEG', () => picture(40, 40).png().toBuffer(), 'jpeg', 'MEDIA_TYPE'],
    ['nothing at all', () => Buffer.alloc(0), 'png', 'MEDIA_BROKEN'],
    [
      'an SVG that reads a file',
      () =>
        Buffer.from(
          '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&x;</text></svg>',
        ),
      'svg',
      'MEDIA_BROKEN',
    ],
    [
      'an SVG whose entities explode',
      () =>
        Buffer.from(
          `<!DOCTYPE svg [<!ENTITY a0 "ha">${Array.from({ length: 20 }, (_, n) => `<!ENTITY a${n + 1} "&a${n};&a${n};&a${n};&a${n};">`).join('')}]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&a20;</text></svg>`,
        ),
      'svg',
      'MEDIA_BROKEN',
    ],
  ] as const)('refuses %s, and renders the next picture', async (_, make, name, rule) => {
    expect(await refusal(await make(), name)).toMatchObject({ rule, severity: 'error', line: 1 })
    await expect(render(await picture(20, 20).png().toBuffer(), 'png')).resolves.toBeDefined()
  })
})
