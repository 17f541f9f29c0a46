import fc from 'fast-check'
import type { Json, JsonObject } from '../../src/json.ts'

/** A change of one place in a JSON value: `at` counts places, `key` names a new member. */
type Edit = { readonly at: number; readonly key: string; readonly value: Json | undefined }

/** The value with something within it replaced, left out (undefined), or added under a key. */
export const edited = (value: Json, { at, key, value: put }: Edit): Json => {
  const copy = structuredClone(value) as JsonObject
  const places: (readonly [JsonObject, string])[] = []
  const visit = (node: Json | undefined): void => {
    if (typeof node !== 'object' || node === null) return
    for (const name of Object.keys(node)) {
      places.push([node as JsonObject, name])
      visit((node as JsonObject)[name])
    }
    if (!Array.isArray(node)) places.push([node as JsonObject, key])
  }
  visit(copy)
  const [node, name] = places[at % places.length] ?? [copy, key]
  if (put !== undefined) Object.assign(node, { [name]: put })
  else if (Array.isArray(node)) node.splice(Number(name), 1)
  else Reflect.deleteProperty(node, name)
  return copy
}

const values = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom<Json>(null, true, 0, 1, 2.5, 1e9, -1, '', 'main', 'en', 'string', '*', [], {}, [
    [],
  ]),
  fc.string({ maxLength: 300 }),
  fc.array(fc.constantFrom('en', 'es', 'en', 'webp', '')),
  fc.dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), fc.constantFrom<Json>('', 'off', 1, {})),
)
/** Any change. */
export const edits: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(400),
  key: fc.constantFrom('surprise', 'branch', 'type', 'widths', 'items', 'toString', 'A B'),
  value: values,
})
