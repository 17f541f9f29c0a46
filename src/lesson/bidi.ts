import type { Finding } from '../diagnostic.ts'
import { placeAt, warningAt } from './finding.ts'

// Unicode's embeddings, overrides and isolates: text can be shown in another order than it is stored in
// (CVE-2021-42574). The plain marks that Arabic and Hebrew prose needs are not among them.
const bidiControl = /[\u202A-\u202E\u2066-\u2069]/

/** Whether text holds a character that turns the direction of writing until another ends it. */
export const hasBidiControl = (text: string): boolean => bidiControl.test(text)

/** A warning at the first such character of a body, where prose in two directions may need it. */
export const bidiFindings = (body: string): readonly Finding[] => {
  const offset = body.search(bidiControl)
  if (offset === -1) return []
  const message = 'Expected no characters that turn the direction of writing, got one.'
  return [warningAt(placeAt(body, offset), 'TEXT_BIDI', message, 'Remove it if it is not meant.')]
}
