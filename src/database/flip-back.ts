import type { Ruling } from '../decision.ts'
import { reach } from '../point.ts'
import type { Database } from './database.ts'
import { type Decider, takeDecisions } from './decisions.ts'
import { type AnnouncedRelease, announce, beginRelease } from './flip-release.ts'
import { putBack } from './put-back.ts'

/** A release that puts an earlier one back. */
export type ReleaseBack = AnnouncedRelease & {
  /** Where the fence stood when the run last read it. */
  readonly fence: number
  readonly restores: number
  /** The model whose vectors readers use. */
  readonly model: string
  readonly ruling: Ruling
  readonly decider: Decider
}

/** Makes an earlier release live again, with the decision that asks for it: one transaction, seen whole or not at all. */
export const flipBack = (database: Database, back: ReleaseBack): Promise<void> =>
  database.transaction(async (transaction) => {
    await beginRelease(transaction, back)
    await takeDecisions(transaction, [back.ruling], back.decider)
    await putBack(transaction, back.restores, back.model)
    reach('live-put-back')
    await announce(transaction, back)
  })
