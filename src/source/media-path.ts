// What lessons may show or offer for download; the bytes are checked against the ending when published.
const endings = /\.(?:png|jpe?g|webp|gif|svg|avif|heic|tiff?|mp3|wav|ogg|m4a|mp4|mov|webm|pdf)$/i

/** Whether a path names media by its ending. */
export const isMediaPath = (path: string): boolean => endings.test(path)

/** The reading under which a media file's first bytes are judged: `media/` and its ending. */
export const mediaReading = (path: string): string =>
  `media/${path.slice(path.lastIndexOf('.') + 1).toLowerCase()}`
