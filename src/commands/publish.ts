import type { ConfigFlags } from '../config.ts'
import { connect } from '../connect.ts'
import { publishBranch } from '../line/publish-branch.ts'
import { openStages } from '../line/stages.ts'
import { openTarget } from '../open-target.ts'
import type { CommandContext } from '../output/terminal.ts'
import { decideHold, holdOf } from './publish-hold.ts'
import { reportPublish } from './report-publish.ts'

export type PublishOptions = ConfigFlags & {
  readonly commit?: string
  readonly rebuild?: boolean
  readonly reencode?: boolean
  readonly allowMassChange?: boolean
  readonly strict?: boolean
  /** True, or until when (ISO 8601). */
  readonly hold?: true | string
  readonly format: 'text' | 'json'
}

/** Makes the branch's lessons live and prints what that came to. */
export const publish = async (
  options: PublishOptions,
  context: CommandContext,
): Promise<number> => {
  const hold = holdOf(options.hold)
  const opened = await openTarget(options, context)
  const connections = await connect(opened.config)
  const { terminal, now } = context
  const stages = openStages(terminal.progress)
  const wishes = {
    mode: options.rebuild === true ? 'rebuild' : 'append',
    renditions: options.reencode === true ? 'renewed' : 'kept',
    massChange: options.allowMassChange === true ? 'allow' : 'refuse',
    hold: hold === null ? null : () => decideHold({ ...opened, connections, context }, hold),
  } as const
  try {
    const outcome = await publishBranch({ ...opened, connections, wishes, stages, terminal, now })
    return reportPublish({ stages, options, context }, outcome)
  } finally {
    await connections.close()
  }
}
