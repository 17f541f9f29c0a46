import { type ConfigFlags, readConfig } from '../config.ts'
import { adoptDecisions } from '../line/adopt-decisions.ts'
import { adoptObjects } from '../line/adopt-objects.ts'
import { findTraces, type Purged, purge } from '../line/purge.ts'
import { type PurgeSubject, purgeSubject } from '../line/purge-subject.ts'
import { openStages } from '../line/stages.ts'
import { tellCdn } from '../line/tell-cdn.ts'
import { openLfs } from '../open-lfs.ts'
import { openRepository } from '../open-repository.ts'
import { counted } from '../output/report.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { withExisting } from '../with-existing.ts'
import { checkIsCurrent } from './check-is-current.ts'
import { deciderOf } from './decider.ts'

export type PurgeOptions = ConfigFlags & {
  readonly reason: string
  readonly by?: string
  readonly dryRun?: boolean
  readonly format: 'text' | 'json'
}

/** Withdraws an item or a media file for ever, and prints what was erased. */
export const purgeCommand = async (
  name: string,
  options: PurgeOptions,
  { terminal, variables, now }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  const repository = await openRepository(config, variables.PATH)
  return await withExisting(config, async (opened) => {
    const { database, cdn } = opened
    const connections = { ...opened, bucket: adoptObjects(opened.bucket, database) }
    const subject = await purgeSubject(opened, name)
    if (options.dryRun === true) {
      const { media, documents, parts, roots, unread } = await findTraces(opened, subject)
      const purged = { release: null, erased: [...media, ...documents, ...parts, ...roots], unread }
      noteUnread(purged, terminal)
      terminal.print(format(options, subject, purged, 'would be'))
      return exitCodes.fine
    }
    await checkIsCurrent(repository, database)
    await adoptDecisions(connections)
    const stages = openStages(terminal.progress)
    const onProgress = terminal.progress
    const lfs = openLfs(config, repository, variables)
    const decider = await deciderOf(options, repository, { variables, now })
    const from = { repository, config, lfs, connections, now, stages, onProgress }
    const purged = await purge(from, subject, decider)
    const delay = cdn === null ? null : await tellCdn(database, cdn)
    if (delay !== null) terminal.note(`CloudFront was not told: ${delay.reason} ${delay.hint}`)
    noteUnread(purged, terminal)
    terminal.print(format(options, subject, purged, 'were'))
    return exitCodes.fine
  })
}

const noteUnread = ({ unread }: Purged, { note }: CommandContext['terminal']): void => {
  if (unread.length === 0) return
  note(
    `Damaged: ${unread.join(', ')}. What only they led to could not be found; \`gc\` removes it in time.`,
  )
}

const format = (
  { format: as }: PurgeOptions,
  subject: PurgeSubject,
  { release, erased, unread }: Purged,
  verb: string,
): string => {
  if (as === 'json') return JSON.stringify({ subject, release, erased, unread }, null, 2)
  const what =
    subject.kind === 'item' ? `${subject.item.type} ${subject.item.slug}` : subject.keys.join(', ')
  const withdrawn = release === null ? '' : ` Release ${release} is without it.`
  return `${what}: ${counted(erased.length, 'object')} ${verb} erased.${withdrawn}`
}
