const written =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?[ ]?(Z|[+-]\d{2}:?\d{2})?)?$/i

/**
 * An ISO 8601 instant in UTC for a date (`2026-03-01`, its midnight) or a date with time (`2026-03-01 08:30`,
 * UTC unless it names an offset); null for a text that is neither, and for a day or hour that does not exist.
 */
export const instantOf = (text: string): string | null => {
  const parts = written.exec(text.trim())
  if (parts === null) return null
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone = 'Z'] = parts
  const utc = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const local = new Date(`${utc}Z`)
  // `Date` takes 30 February for 1 March; a day that exists comes out as it went in.
  if (Number.isNaN(local.getTime()) || !local.toISOString().startsWith(utc)) return null
  const offset = minutesOf(zone)
  return offset === null ? null : new Date(local.getTime() - offset * 60_000).toISOString()
}

const minutesOf = (zone: string): number | null => {
  if (zone.toUpperCase() === 'Z') return 0
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))]
  if (hours > 14 || minutes > 59) return null
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
