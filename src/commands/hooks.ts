import { type ConfigFlags, readConfig } from '../config.ts'
import { countDeliveries, queueDeliveries, replayDeliveries } from '../database/hooks.ts'
import { ContentError } from '../errors.ts'
import type { Hook } from '../hooks/hook.ts'
import { sendMessage } from '../hooks/send-message.ts'
import { describeDelay, tellHooks } from '../line/tell-hooks.ts'
import { counted } from '../output/report.ts'
import { type CommandContext, exitCodes, table } from '../output/terminal.ts'
import { withExisting } from '../with-existing.ts'

export type HooksOptions = ConfigFlags & {
  readonly since?: string
  readonly format: 'text' | 'json'
}

/** Shows the hooks of the environment, sends one a test, or has one be told again what it missed. */
export const hooksCommand = async (
  what: 'list' | 'test' | 'replay',
  name: string | undefined,
  options: HooksOptions,
  context: CommandContext,
): Promise<number> => {
  const { hooks } = readConfig(options, context.variables).environment
  if (what === 'list') return await list(hooks, options, context)
  const hook = hooks.find((one) => one.name === name)
  if (hook === undefined) throw unknownHook(name, hooks)
  return what === 'test' ? await test(hook, options, context) : await replay(hook, options, context)
}

const list = (
  hooks: readonly Hook[],
  options: HooksOptions,
  { terminal, variables }: CommandContext,
): Promise<number> =>
  withExisting(readConfig(options, variables), async ({ database }) => {
    const counts = new Map((await countDeliveries(database)).map((one) => [one.name, one]))
    const rows = hooks.map(({ name, events }) => {
      const {
        told = 0,
        waiting = 0,
        givenUp = 0,
        lastTold = null,
        fault = null,
      } = counts.get(name) ?? {}
      return { name, events, told, waiting, givenUp, lastTold, fault }
    })
    if (options.format === 'json') terminal.print(JSON.stringify(rows, null, 2))
    else if (rows.length === 0) terminal.print('This environment has no hooks.')
    else {
      const head = ['hook', 'told', 'waiting', 'given up', 'last told', 'last fault']
      const cells = rows.map((row) => [
        row.name,
        String(row.told),
        String(row.waiting),
        String(row.givenUp),
        row.lastTold ?? '-',
        row.fault ?? '-',
      ])
      terminal.print(table([head, ...cells]))
    }
    return exitCodes.fine
  })

const test = async (
  hook: Hook,
  { format }: HooksOptions,
  { terminal, now }: CommandContext,
): Promise<number> => {
  const message = { id: `hma_ping_${Date.now()}`, type: 'ping', timestamp: now, data: {} } as const
  const fault = await sendMessage(hook, message, Date.now())
  if (format === 'json') terminal.print(JSON.stringify({ hook: hook.name, fault }, null, 2))
  else terminal.print(fault === null ? 'It took the message.' : `The hook ${hook.name} ${fault}.`)
  return fault === null ? exitCodes.fine : exitCodes.content
}

const replay = (
  hook: Hook,
  options: HooksOptions,
  { terminal, variables }: CommandContext,
): Promise<number> =>
  withExisting(readConfig(options, variables), async ({ database }) => {
    const since = options.since === undefined ? null : releaseNumber(options.since)
    await queueDeliveries(database, hook)
    const messages = await replayDeliveries(database, hook.name, since)
    const [delay] = await tellHooks(database, [hook])
    const fault = delay?.fault ?? null
    if (options.format === 'json')
      terminal.print(JSON.stringify({ hook: hook.name, messages, fault }, null, 2))
    else if (delay === undefined) terminal.print(`Told again: ${counted(messages, 'message')}.`)
    else terminal.print(describeDelay(delay))
    return fault === null ? exitCodes.fine : exitCodes.content
  })

const releaseNumber = (text: string): number => {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new ContentError(
    'USAGE',
    `Expected the number of a release for \`--since\`, got \`${text}\`.`,
  )
}

const unknownHook = (name: string | undefined, hooks: readonly Hook[]): ContentError =>
  new ContentError('USAGE', `Cannot find the hook \`${name ?? ''}\`.`, {
    hint:
      hooks.length === 0
        ? 'This environment has none: see `environments` in docs/configuration.md.'
        : `There are: ${hooks.map((hook) => hook.name).join(', ')}.`,
  })
