import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { formatFile, hasForm } from '../../src/authoring/format-file.ts'
import { classifier } from '../../src/classify.ts'
import { readConfig } from '../../src/config.ts'
import { root } from '../docs/pages.ts'

it('is what every file of the sample academy has', () => {
  const classify = classifier(readConfig({ cwd: root }, {}))
  const names = readdirSync(join(root, 'content'), { recursive: true, encoding: 'utf8' })
  const files = names
    .map((name) => `content/${name}`)
    .flatMap((path) => {
      const role = classify(path)
      return hasForm(role) ? [{ path, role }] : []
    })
  expect(files.length).toBeGreaterThan(50)
  const others = files.filter(
    ({ path, role }) => formatFile(role, readFileSync(join(root, path))).kind !== 'canonical',
  )
  expect(others.map(({ path }) => path)).toEqual([])
})
