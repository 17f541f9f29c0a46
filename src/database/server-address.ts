import { ContentError } from '../errors.ts'
import { reason } from './driver-error.ts'

/** A server's database as it may be shown, and the password that may not. */
export type Address = {
  readonly name: string
  readonly password: string
  /** How long the server may say nothing before it is asked whether it still works; milliseconds. */
  readonly patience: number
}

// A connection that leads nowhere is given up after three times as long at most.
const usualPatience = 10_000

/**
 * Reads `postgres://user:password@host:port/database`. The parser's own error would carry the whole
 * address, password and all, so it is not kept as a cause.
 */
export const parseAddress = (url: string): Address => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || !/^postgres(ql)?:$/.test(parsed.protocol))
    throw new ContentError('CONFIG', 'Expected a database address, got something else', {
      hint: 'Write it as `postgres://user:password@host:5432/database`.',
    })
  const name = `\`${decoded(parsed.pathname.slice(1))}\` at \`${parsed.host || 'localhost'}\``
  return { name, password: decoded(parsed.password), patience: patienceOf(parsed) }
}

/** By the name that libpq has for it: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-TCP-USER-TIMEOUT */
const patienceOf = ({ searchParams }: URL): number => {
  const given = searchParams.get('tcp_user_timeout')
  if (given === null) return usualPatience
  const patience = Number(given)
  if (Number.isInteger(patience) && patience >= 100 && patience <= 600_000) return patience
  throw new ContentError(
    'CONFIG',
    'Expected a `tcp_user_timeout` of 100 to 600000 milliseconds in the database address.',
  )
}

// A stray % is for the driver to refuse, whose message then stands in ours.
const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Why the server cannot be reached, without the password. */
export const connectionError = (address: Address, error: unknown): ContentError => {
  const said = reason(error)
  const safe = address.password === '' ? said : said.replaceAll(address.password, '…')
  return new ContentError('DATABASE', `Cannot reach the database ${address.name}: ${safe}`, {
    cause: error,
    hint: 'Check that the server runs and that the address and its password are right.',
  })
}
