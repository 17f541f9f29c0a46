import type { Finding } from '../diagnostic.ts'
import type { LessonShape } from '../lesson/lesson.ts'
import { correctKey, endLinesWithLf, quoteValue } from './fix-front-matter.ts'
import { respellLink, undisguiseLink } from './fix-links.ts'

/** A finding, and what there is to mend it from. */
export type Fault = {
  readonly path: string
  /** The file as it stands, line ends and byte order mark included. */
  readonly text: string
  readonly finding: Finding
  /** Null where the file is no Markdown. */
  readonly shape: LessonShape | null
  /** The paths of files and directories that differ from a path in capital letters at most. */
  readonly alike: (path: string) => readonly string[]
}

/** The file's text without the fault; null where there is not exactly one way to mend it. Pure. */
export type Fixer = (fault: Fault) => string | null

/** The rules whose findings can be mended, and how. docs/rules.md names them. */
export const fixers: Readonly<Record<string, Fixer>> = {
  FM_ALIAS: quoteValue,
  FM_ENCODING: endLinesWithLf,
  FM_UNKNOWN: correctKey,
  FM_YAML: quoteValue,
  LINK_DISGUISED: undisguiseLink,
  LINK_MISSING: respellLink,
  MEDIA_MISSING: respellLink,
}
