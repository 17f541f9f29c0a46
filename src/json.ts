/** A value that JSON can hold. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json }

/** A JSON object, for example a lesson's front matter. */
export type JsonObject = { readonly [key: string]: Json }

/**
 * JSON with object keys in code-unit order and no white space, so that equal values have equal text.
 * Keys whose value is `undefined` are left out.
 */
export const canonicalJson = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value as JsonObject)
      .filter(([, member]) => member !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
    return `{${entries.join(',')}}`
  }
  return JSON.stringify(value)
}
