import type { Finding } from '../diagnostic.ts'
import { ContentError } from '../errors.ts'

/** What can be wrong with a media file. */
export type MediaRule =
  | 'LFS_HASH'
  | 'LFS_HREF'
  | 'LFS_MISSING'
  | 'LFS_POINTER'
  | 'LFS_SERVER'
  | 'LFS_SIZE'
  | 'MEDIA_BROKEN'
  | 'MEDIA_GPS'
  | 'MEDIA_PIXELS'
  | 'MEDIA_SVG'
  | 'MEDIA_TYPE'

/** An error that concerns a media file as a whole. */
export const mediaFinding = (rule: MediaRule, message: string, hint: string): Finding => ({
  line: 1,
  column: 1,
  severity: 'error',
  rule,
  message,
  hint,
})

/** Whether an outcome is a finding rather than the thing asked for. */
export const isFinding = (outcome: object): outcome is Finding =>
  'rule' in outcome && 'severity' in outcome

/** A finding about a media file that shows only while its bytes are read. */
export class MediaFailure extends ContentError {
  readonly finding: Finding

  constructor(finding: Finding, cause?: unknown) {
    super('MEDIA', finding.message, { hint: finding.hint, cause })
    this.name = 'MediaFailure'
    this.finding = finding
  }
}
