import { isFinding } from '../media/media-finding.ts'
import { namedType } from '../media/media-type.ts'
import type { MediaReference } from '../publish/publish-media.ts'
import type { MediaPart, PartOutcomes, ShareParts } from './shared-work.ts'

/** To whom a run gives parts of its media, and where it stands. */
export type MediaShare = Pick<MediaPart, 'commit' | 'fence'> & { readonly share: ShareParts }

// Half a minute of pictures on two cores: short enough to end together, and long beside what handing them out takes.
const filesOfPart = 20

/**
 * Has others do their share of media, where there is enough of it to be worth handing out. What has come of it is to be looked for in
 * the bucket; given back is how much was put there.
 */
export const shareMedia = async (
  share: MediaShare | undefined,
  files: readonly MediaReference[],
  onFile: (done: number, total: number) => void,
): Promise<Pick<PartOutcomes['media'], 'uploaded' | 'bytes'>> => {
  const parts = mediaParts(files)
  if (share === undefined || parts.length < 2) return { uploaded: 0, bytes: 0 }
  const { commit, fence } = share
  const outcomes = await share.share(
    'media',
    parts.map((part) => ({ commit, fence, files: part.map(({ path, blob }) => [path, blob]) })),
    (done) => onFile(Math.min(done * filesOfPart, files.length), files.length),
  )
  return {
    uploaded: outcomes.reduce((sum, { uploaded }) => sum + uploaded, 0),
    bytes: outcomes.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

/** Each film by itself and first, since one may take as long as all the rest; then the others, some at a time. */
export const mediaParts = (
  files: readonly MediaReference[],
): readonly (readonly MediaReference[])[] => {
  const films = files.filter(isFilm)
  const others = files.filter((file) => !isFilm(file))
  const parts = films.map((film) => [film])
  for (let at = 0; at < others.length; at += filesOfPart)
    parts.push(others.slice(at, at + filesOfPart))
  return parts
}

const isFilm = ({ path }: MediaReference): boolean => {
  const type = namedType(path)
  return !isFinding(type) && type.prefix === 'videos/'
}
