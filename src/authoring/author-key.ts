import type { Json, JsonObject } from '../json.ts'

/** Who is at work, as Git is told. */
export type Person = { readonly name: string; readonly email: string }

/**
 * What front matter calls a person: by the file of authors, where the address or else the name is in it; by the name
 * itself where there is no such file. Null where the file does not know the person.
 */
export const authorKey = (authors: JsonObject | null, { name, email }: Person): string | null => {
  if (authors === null) return name === '' ? null : name
  const list: Json = authors.authors ?? null
  const entries = (Array.isArray(list) ? list : []).filter(isMap)
  const address = email.toLowerCase()
  const found =
    entries.find(
      ({ emails }) =>
        Array.isArray(emails) && emails.some((own) => String(own).toLowerCase() === address),
    ) ?? entries.find((entry) => entry.name === name)
  const key = found?.key ?? found?.id
  return typeof key === 'string' ? key : null
}

const isMap = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
