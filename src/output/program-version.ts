import { readFileSync } from 'node:fs'

/** The version in package.json, which lies two levels up from here in a checkout and in the package alike. */
export const programVersion = (): string => {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
}
