import type { Finding } from '../diagnostic.ts'

/** What can be wrong with a media file. */
export type MediaRule = 'LFS_POINTER' | 'MEDIA_BROKEN' | 'MEDIA_GPS' | 'MEDIA_PIXELS' | 'MEDIA_TYPE'

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
