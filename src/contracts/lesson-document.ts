// Written by `npm run types` from the schemas; change those instead.
import type { JsonObject } from '../json.ts'

/** One version of an item of any type in one language, as kept under `lessons/<SHA-256 of the document>.json`. Written once, never changed. */
export type LessonDocument = {
  /** Version of this form. */
  readonly schema: 1
  /** Of the item; the same in every version and language. */
  readonly id: string
  /** What the item is. */
  readonly type: 'lesson' | 'article' | 'video' | 'audio' | 'document' | 'interactive'
  /** Canonical BCP 47 tag. */
  readonly language: string
  /** Null of a translation, whose versions have no numbers. */
  readonly version: string | null
  /** The commit that made this version, where the document is to tell. */
  readonly commit?: string
  /** Null where neither front matter nor a heading gives one. */
  readonly title: string | null
  /** Null where the front matter gives none. */
  readonly description: string | null
  /** Under the author’s own keys, without those whose change makes no new version. */
  readonly frontMatter: JsonObject
  /** The headings, in order. */
  readonly outline: readonly {
    /** From 1, the highest. */
    readonly depth: number
    /** The heading’s text. */
    readonly title: string
    /** The id of the heading in the HTML. */
    readonly anchor: string
    /** Number of words below it. */
    readonly words: number
  }[]
  /** Sanitised. Links to other items are `hma:<id>#<anchor>`, to be resolved through the manifest of a release. */
  readonly html: string
  /** The media that the HTML shows or links to, by URL as the author wrote it. */
  readonly media: { readonly [name: string]: Image | File }
}

/** A picture, in the sizes and formats that were made of it. */
export type Image = {
  /** Tells pictures and files apart. */
  readonly kind: 'image'
  /** Of the original, upright, in pixels. */
  readonly width: number
  /** Of the original, upright, in pixels. */
  readonly height: number
  /** The most frequent one, for the place of the picture until it is there. Null where the picture is seen through in places. */
  readonly color: string | null
  /** A tiny picture of it, to be shown enlarged in its place until it is there, for example as a `background`. Null as the colour is. */
  readonly placeholder: string | null
  /** What a browser is offered: by format, the preferred one first, then by ascending width. */
  readonly outputs: readonly Output[]
  /** A small one for lists. */
  readonly thumbnail: Output
}

/** A picture in one size and format, and the object it is kept in. */
export type Output = {
  /** How it is encoded. */
  readonly format: 'avif' | 'webp' | 'jpeg'
  /** In pixels. */
  readonly width: number
  /** In pixels. */
  readonly height: number
  /** Of the object in the bucket. */
  readonly key: string
  /** Of the object’s bytes. */
  readonly sha256: string
  /** In bytes. */
  readonly size: number
  /** As the object is served. */
  readonly contentType: 'image/avif' | 'image/webp' | 'image/jpeg'
}

/** A film, a sound or a document, byte for byte as the author gave it. */
export type File = {
  /** Tells pictures and files apart. */
  readonly kind: 'file'
  /** Of the object in the bucket. */
  readonly key: string
  /** As the object is served. */
  readonly contentType: string
  /** In bytes. */
  readonly size: number
  /** Of a film or a sound, in seconds, where it is known. */
  readonly duration?: number
  /** Of a film as it is shown, in pixels. */
  readonly width?: number
  /** Of a film as it is shown, in pixels. */
  readonly height?: number
  /** How picture and sound are encoded, as `codecs` of a `<source>` has them (RFC 6381). */
  readonly codecs?: readonly string[]
  /** Of a document, where they are known. */
  readonly pages?: number
  /** A picture of a film, in the sizes and formats that were made of it; where the publishing machine could make one. */
  readonly poster?: Image
}
