import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import * as points from '../../src/point.ts'

const textsBelow = (folder: string): readonly string[] => {
  const directory = fileURLToPath(new URL(`../../${folder}`, import.meta.url))
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(directory, path), 'utf8'))
}

/** Group → its points, as `src/point.ts` exports them. */
const groups = Object.entries(points).flatMap(([group, names]) =>
  Array.isArray(names) ? [[group, names as readonly string[]] as const] : [],
)
const all = groups.flatMap(([, names]) => names)

// Not killed at by the program's own commands, with what is tested instead.
const elsewhere: Readonly<Record<string, string>> = {
  'mirror-fetched': 'test/mirror/open-mirror.test.ts goes on over what such a kill would leave',
  'request-fetched': 'test/queue/requests.test.ts looks at a request again that is here already',
}

it('every point is reached somewhere in the source, and nothing else is', () => {
  const reached = textsBelow('src').flatMap((text) =>
    [...text.matchAll(/\breach\('([a-z-]+)'\)/g)].map(([, name = '']) => name),
  )
  expect([...new Set(reached)].toSorted()).toEqual([...new Set(all)].toSorted())
})

it('every point is one at which some test kills', () => {
  const killing = textsBelow('test').filter((text) => text.includes('SIGKILL '))
  // A test that names a point to leave it out does not kill there.
  const named = killing.map((text) => text.replaceAll(/!== '[a-z-]+'/g, '')).join('\n')
  const isWalked = (group: string, name: string): boolean =>
    new RegExp(`'${name}'|SIGKILL ${name}\\b|\\.\\.\\.${group}\\b|\\b${group}\\.`).test(named)
  const left = groups.flatMap(([group, names]) =>
    names.filter((name) => !isWalked(group, name) && elsewhere[name] === undefined),
  )
  expect(left).toEqual([])
})
