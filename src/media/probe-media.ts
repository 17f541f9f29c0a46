import { ALL_FORMATS, CustomSource, Input } from 'mediabunny'
import { getDocumentProxy } from 'unpdf'
import { heldBytes, type MediaBytes } from './media-bytes.ts'
import type { MediaFacts } from './media-facts.ts'
import type { MediaName } from './media-type.ts'

/**
 * Reads what a film, a sound or a document says of itself, from as much of it as is held. What cannot be read is left out:
 * a file that is broken here may play elsewhere. To be run where it can be killed.
 */
export const probeMedia = async (media: MediaBytes, name: MediaName): Promise<MediaFacts> => {
  try {
    return name === 'pdf' ? await documentFacts(media) : await recordingFacts(media)
  } catch {
    return {}
  }
}

const documentFacts = async (media: MediaBytes): Promise<MediaFacts> => {
  // What is not held whole has its table of pages somewhere between.
  if (media.parts.length > 1) return {}
  const document = await getDocumentProxy(new Uint8Array(heldBytes(media, 0, media.size)))
  return { pages: document.numPages }
}

const recordingFacts = async (media: MediaBytes): Promise<MediaFacts> => {
  const read = (start: number, end: number): Uint8Array => {
    const held = heldBytes(media, start, end)
    if (held.byteLength === Math.min(end, media.size) - start) return held
    throw new Error(`bytes ${start} to ${end} are not held`)
  }
  const source = new CustomSource({ getSize: () => media.size, read })
  using input = new Input({ source, formats: ALL_FORMATS })
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()]
  const [picture, sound] = [
    await video?.getCodecParameterString(),
    await audio?.getCodecParameterString(),
  ]
  const codecs = [picture, sound].filter((codec) => typeof codec === 'string')
  const duration = await durationOf(input)
  return {
    ...(duration === null ? {} : { duration }),
    ...(video === null
      ? {}
      : { width: await video.getDisplayWidth(), height: await video.getDisplayHeight() }),
    ...(codecs.length === 0 ? {} : { codecs }),
  }
}

/** In seconds, to the millisecond: by the last packets, or where these are not held by what the file says. */
const durationOf = async (input: Input): Promise<number | null> => {
  const duration = await input.computeDuration().catch(() => input.getDurationFromMetadata())
  return duration === null || !(duration > 0 && Number.isFinite(duration))
    ? null
    : Math.round(duration * 1000) / 1000
}
