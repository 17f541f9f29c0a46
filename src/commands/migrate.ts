import { type ConfigFlags, readConfig } from '../config.ts'
import { connect } from '../connect.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'

export type MigrateOptions = ConfigFlags

/** Brings the database's schema up to date. */
export const migrateCommand = async (
  options: MigrateOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const connections = await connect(readConfig(options, variables))
  await connections.close()
  terminal.print('The database is up to date.')
  return exitCodes.fine
}
