import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ContentError } from '../errors.ts'
import { sha256 } from '../identifier.ts'
import { type Statement, splitStatements } from './statements.ts'

/** One numbered SQL file, in node-pg-migrate's format. */
export type MigrationFile = {
  /** The file's name, for example `000002-education.sql`. */
  readonly name: string
  /** SHA-256 of its text with LF line ends, so that a checkout with CRLF is no edit. */
  readonly checksum: string
  /** What applies it; lines are the file's own. */
  readonly up: readonly Statement[]
  /** What takes it back; never run by the tool. */
  readonly down: readonly Statement[]
}

/** The migrations of a directory by number; a name of another form or a number twice is a `MIGRATION` error. */
export const readMigrations = async (directory: string): Promise<readonly MigrationFile[]> => {
  const names = await namesIn(directory)
  const numbers = new Set<string>()
  for (const name of names) {
    const number = /^(\d{6})-[a-z0-9-]+\.sql$/.exec(name)?.[1]
    if (number === undefined)
      throw migrationError(`Expected a name like \`000001-education.sql\`, got \`${name}\``)
    if (numbers.has(number)) throw migrationError(`Expected one migration ${number}, got two`)
    numbers.add(number)
  }
  return Promise.all(
    names.map(async (name) => parseMigration(name, await readFile(join(directory, name), 'utf8'))),
  )
}

/** A `MIGRATION` error. */
export const migrationError = (message: string, cause?: unknown): ContentError =>
  new ContentError('MIGRATION', message, { cause })

const namesIn = async (directory: string): Promise<readonly string[]> => {
  try {
    return (await readdir(directory)).filter((name) => name.endsWith('.sql')).toSorted()
  } catch (error) {
    throw migrationError(`Cannot read the migrations in \`${directory}\``, error)
  }
}

const parseMigration = (name: string, raw: string): MigrationFile => {
  const text = raw.replaceAll('\r\n', '\n')
  const downMark = /^-- Down Migration$/m.exec(text)?.index
  if (!text.startsWith('-- Up Migration\n') || downMark === undefined)
    throw migrationError(
      `Expected \`-- Up Migration\` first and \`-- Down Migration\` later in \`${name}\``,
    )
  const before = text.slice(0, downMark).split('\n').length - 1
  return {
    name,
    checksum: sha256(text),
    up: splitStatements(text.slice(0, downMark)),
    down: splitStatements(text.slice(downMark)).map((statement) => ({
      ...statement,
      line: statement.line + before,
    })),
  }
}
