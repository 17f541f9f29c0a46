import type { FailedMedia } from '../database/failed-media.ts'
import { type MediaOutcome, mediaKey, mediaOfTexts } from '../publish/publish-media.ts'
import { mediaId } from './release-rows.ts'

/** The media of texts that could not be published, each with the first finding about it. */
export const failedMedia = (
  texts: Parameters<typeof mediaOfTexts>[0],
  { media, diagnostics }: Pick<MediaOutcome, 'media' | 'diagnostics'>,
): readonly FailedMedia[] =>
  mediaOfTexts(texts).flatMap(({ path, blob }) => {
    if (media.has(mediaKey(path, blob))) return []
    const finding = diagnostics.find((diagnostic) => diagnostic.path === path)
    if (finding === undefined) return []
    return [{ id: mediaId(path, blob), path, rule: finding.rule, message: finding.message }]
  })
