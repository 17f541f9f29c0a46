// Written by `npm run types` from the schemas; change those instead.

/** What lies under `releases/` in the bucket. A reader takes the pointer, from it the release, from that the hierarchy and the parts it needs. Only the pointer is ever overwritten; the others are kept under `releases/<SHA-256 of the object>.json`. */
export type Manifest = Pointer | Release | Part | Hierarchy | Redirects

/** `releases/current.json`: the release that is live. */
export type Pointer = {
  /** Version of this form. */
  readonly schema: 1
  /** Number of the release; a later one has a higher number. */
  readonly sequence: number
  /** Key of the release. */
  readonly root: string
  /** The commit that is published. */
  readonly commit: string
}

/** The root of a manifest: all that is live, by parts. */
export type Release = {
  /** Version of this form. */
  readonly schema: 1
  /** The commit that is published. */
  readonly commit: string
  /** Canonical BCP 47 tag of the language that lessons are written in; they are live in it where they are live at all. */
  readonly language: string
  /** By language, in which others to look for what is not live in it, in this order. */
  readonly fallbacks: { readonly [name: string]: readonly string[] }
  /** Key of the hierarchy. */
  readonly hierarchy: string
  /** One for each course, or collection without courses, and language. */
  readonly parts: readonly PartReference[]
  /** Key of the redirects. */
  readonly redirects: string
}

/** Pillars and courses that have live items, in the order in which learners see them. Their names are in the release’s language. */
export type Hierarchy = {
  /** Version of this form. */
  readonly schema: 1
  /** Empty where no collection has pillars. */
  readonly pillars: readonly Pillar[]
}

/** One of the academy’s great subjects, as `pillar.yaml` describes it. */
export type Pillar = {
  /** First part of its items’ slugs, or of the path where an item names its slug otherwise. */
  readonly slug: string
  /** Made from the slug where no file gives one. */
  readonly name: string
  /** Null where no file gives one. */
  readonly description: string | null
  /** Address of the picture that stands for the pillar; null where there is none. */
  readonly icon: string | null
  /** `#` and six hexadecimal digits; null where there is none. */
  readonly color: string | null
  /** Those with live items, in order. */
  readonly courses: readonly Course[]
  /** Ids of the live items that stand in the pillar and in no course, in order. */
  readonly items: readonly string[]
}

/** A course, as `course.yaml` describes it. */
export type Course = {
  /** The pillar’s and its own, joined by `/`. */
  readonly slug: string
  /** Made from the slug where no file gives one. */
  readonly title: string
  /** Null where no file gives one. */
  readonly description: string | null
  /** Experience a learner should bring; null where no file says it. */
  readonly difficulty: string | null
  /** Estimated hours for the whole course; null where no file says it. */
  readonly hours: number | null
  /** Key words, lower case. */
  readonly tags: readonly string[]
  /** Ids of its live items, in order. */
  readonly items: readonly string[]
}

/** Where a part is found, and what it is. */
export type PartReference = {
  /** The collection and, where slugs have several parts, all of them but the last. */
  readonly name: string
  /** Canonical BCP 47 tag. */
  readonly language: string
  /** Number of texts in the part. */
  readonly count: number
  /** Key of the part. */
  readonly key: string
}

/** The texts of one course, or collection without courses, in one language. */
export type Part = {
  /** Version of this form. */
  readonly schema: 1
  /** The collection and, where slugs have several parts, all of them but the last. */
  readonly name: string
  /** Canonical BCP 47 tag. */
  readonly language: string
  /** The texts, by slug. */
  readonly items: readonly Text[]
}

/** A live version of an item in one language. */
export type Text = {
  /** Of the item; the same in every version and language. */
  readonly id: string
  /** What the item is. */
  readonly type: 'lesson' | 'article' | 'video' | 'audio' | 'document' | 'interactive'
  /** The item’s address. */
  readonly slug: string
  /** As lists show it. */
  readonly title: string
  /** Null where the front matter gives none. */
  readonly description: string | null
  /** How long the text takes by its front matter; null where that does not say. */
  readonly minutes: number | null
  /** Key of its lesson document. */
  readonly document: string
  /** Null of a translation, whose versions have no numbers. */
  readonly version: string | null
  /** The commit that made this version. */
  readonly commit: string
  /** Canonical BCP 47 tags of all languages that the item is live in, that of the source first. */
  readonly languages: readonly string[]
  /** Of a translation that does not say what its source says any more: when the newest version of that was made, ISO 8601 in UTC. Null where it does, and of the source. */
  readonly outdated: string | null
}

/** Former addresses of live items. */
export type Redirects = {
  /** Version of this form. */
  readonly schema: 1
  /** By type, then by slug. */
  readonly redirects: readonly Redirect[]
}

/** A slug that an item had formerly and no live item has now. */
export type Redirect = {
  /** What the item is. */
  readonly type: 'lesson' | 'article' | 'video' | 'audio' | 'document' | 'interactive'
  /** The former address. */
  readonly slug: string
  /** Of the item that it leads to. */
  readonly id: string
}
