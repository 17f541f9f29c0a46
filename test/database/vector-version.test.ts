import { expect, it } from 'vitest'
import { vectorDanger } from '../../src/database/vector-version.ts'

it.each([
  ['0.7.4', '0.8.0'],
  ['0.8.0', 'several workers'],
  ['0.8.1', 'several workers'],
  ['0.8.3', 'vacuum'],
  ['0.8.5', '32-bit'],
  ['unknown', 'expected a version'],
])('warns of pgvector %s', (version, danger) => {
  expect(vectorDanger(version)).toContain(danger)
})

it.each(['0.8.6', '0.8.7', '0.8.7-dev', '0.9.0', '1.0.0'])('takes pgvector %s', (version) => {
  expect(vectorDanger(version)).toBeNull()
})
