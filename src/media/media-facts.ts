import type { File } from '../contracts/lesson-document.ts'

/** What a film, a sound or a document says of itself; what it does not say is left out. */
export type MediaFacts = Pick<File, 'duration' | 'width' | 'height' | 'codecs' | 'pages'>
