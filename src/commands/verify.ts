import { type ConfigFlags, readConfig } from '../config.ts'
import { type Verified, verify } from '../line/verify.ts'
import { openRepository } from '../open-repository.ts'
import { printable } from '../output/printable.ts'
import { counted } from '../output/report.ts'
import { type CommandContext, exitCodes, table } from '../output/terminal.ts'
import { withExisting } from '../with-existing.ts'

export type VerifyOptions = ConfigFlags & {
  readonly readData?: boolean
  readonly format: 'text' | 'json'
}

/** Compares Git, the database, the bucket and the vectors, and prints what differs; exits with 1 where anything does. */
export const verifyCommand = async (
  options: VerifyOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  const repository = await openRepository(config, variables.PATH)
  const verified = await withExisting(config, ({ database, bucket }) =>
    verify({ database, bucket, repository, config, readMedia: options.readData === true }),
  )
  terminal.print(
    options.format === 'json' ? JSON.stringify(verified, null, 2) : formatVerified(verified),
  )
  return verified.findings.length === 0 ? exitCodes.fine : exitCodes.content
}

const formatVerified = ({ release, findings, objects, orphans, texts }: Verified): string => {
  const rows = findings.map(({ kind, subject, message }) => [kind, printable(subject), message])
  const summary = [
    `Release ${release ?? 'none'}: ${counted(texts, 'text')}, ${counted(objects.live, 'object')}`,
    `${counted(objects.others, 'other object')} in the bucket, ${counted(orphans.length, 'orphan')} among them`,
    findings.length === 0 ? 'no difference found' : counted(findings.length, 'difference'),
  ].join('; ')
  return rows.length === 0 ? `${summary}.` : `${table(rows)}\n\n${summary}.`
}
