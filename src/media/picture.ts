import type { Element, Properties } from 'hast'
import type { Rendition, RenditionOutput } from './rendition.ts'

/** What an author says about a picture; `width` in pixels, or of the column with `%`. */
export type PictureText = {
  readonly alt: string
  readonly title: string | null
  readonly width: string | null
  readonly classNames: readonly string[]
}

/** A hast element. */
export const element = (
  tagName: string,
  properties: Properties,
  children: Element['children'] = [],
): Element => ({ type: 'element', tagName, properties, children })

/** A `<picture>` with a source for every format and an `<img>` with the picture that everything can show. */
export const picture = (rendition: Rendition, text: PictureText): Element => {
  const shown = shownSize(rendition, text.width)
  const formats = new Set(rendition.outputs.map((output) => output.format))
  const sizes = `(min-width: ${shown.pixels}px) ${shown.pixels}px, 100vw`
  const sources = [...formats].map((format) => {
    const outputs = rendition.outputs.filter((output) => output.format === format)
    const srcSet = outputs.map(({ key, width }) => `/${key} ${width}w`).join(', ')
    return element('source', { type: `image/${format}`, srcSet, sizes })
  })
  const img = element('img', {
    src: `/${fallback(rendition).key}`,
    ...shown.attributes,
    alt: text.alt,
    ...(text.title === null ? {} : { title: text.title }),
    ...(text.classNames.length === 0 ? {} : { className: [...text.classNames] }),
    loading: 'lazy',
    decoding: 'async',
  })
  return element('picture', {}, [...sources, img])
}

/** The largest picture of the last format, which is the one for readers that know no newer one. */
export const fallback = (rendition: Rendition): RenditionOutput =>
  rendition.outputs.at(-1) ?? rendition.thumbnail

const shownSize = (
  { width, height, outputs }: Rendition,
  wanted: string | null,
): { readonly pixels: number; readonly attributes: Properties } => {
  const widest = Math.max(...outputs.map((output) => output.width))
  const pixels = Math.round(
    Number(/^(\d{1,5}(?:\.\d+)?)(?:px)?$/.exec(wanted ?? '')?.[1] ?? Math.min(width, widest)),
  )
  // The browser needs width and height for the proportions before it has the picture.
  const attributes =
    wanted !== null && /^\d{1,3}(?:\.\d+)?%$/.test(wanted)
      ? { width: wanted }
      : { width: pixels, height: Math.max(1, Math.round((pixels * height) / width)) }
  return { pixels, attributes }
}
