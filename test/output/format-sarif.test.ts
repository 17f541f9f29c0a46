import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/diagnostic.ts'
import type { JsonObject } from '../../src/json.ts'
import { formatSarif } from '../../src/output/format-sarif.ts'
import { textOf } from '../docs/pages.ts'
import { withSchema } from '../support/schemas.ts'
import { finding, report } from './findings.ts'

type Result = {
  readonly message: { readonly text: string }
  readonly locations: readonly JsonObject[]
  readonly partialFingerprints: Readonly<Record<string, string>>
}
type Log = { readonly runs: readonly [JsonObject & { readonly results: readonly Result[] }] }

const sarif = (
  diagnostics: readonly Diagnostic[],
  files: Readonly<Record<string, readonly string[]>> = {},
): Log => JSON.parse(formatSarif(report(diagnostics, files))) as Log

const text = fc.string({ unit: 'binary', maxLength: 40 })
const place = fc.integer({ min: 1, max: 100_000 })
const anyFinding: fc.Arbitrary<Diagnostic> = fc.record({
  path: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  line: place,
  column: place,
  severity: fc.constantFrom('error', 'warning', 'suggestion'),
  rule: fc.constantFrom('FM_DUPLICATE', 'LINK_MISSING', 'HTML_RAW'),
  message: text,
  hint: text,
})

describe('sarif', () => {
  it('names the tool, the rules that were broken, and each finding with its place', () => {
    const { version } = JSON.parse(textOf('package.json')) as { version: string }
    const other = finding({ rule: 'A_FIRST', severity: 'suggestion' })
    const log = sarif([finding({ path: 'en/große Jagd/100%#?.md' }), other])
    expect(log).toEqual({
      $schema: expect.stringContaining('sarif-schema-2.1.0.json'),
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'hma-content',
              version,
              rules: [
                { id: 'A_FIRST', shortDescription: { text: 'A_FIRST' } },
                { id: 'FM_DUPLICATE', shortDescription: { text: 'FM_DUPLICATE' } },
              ],
            },
          },
          columnKind: 'utf16CodeUnits',
          results: [
            {
              ruleId: 'FM_DUPLICATE',
              ruleIndex: 1,
              level: 'error',
              message: { text: 'Expected `title` once, got it twice. Remove one of the two.' },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: {
                      uri: 'en/gro%C3%9Fe%20Jagd/100%25%23%3F.md',
                      uriBaseId: '%SRCROOT%',
                    },
                    region: { startLine: 3, startColumn: 1 },
                  },
                },
              ],
              partialFingerprints: { 'ruleAndLine/v1': expect.stringMatching(/^[0-9a-f]{32}:1$/) },
            },
            expect.objectContaining({ ruleId: 'A_FIRST', ruleIndex: 0, level: 'note' }),
          ],
        },
      ],
    })
  })

  it('is a run without results where nothing was found', () => {
    expect(sarif([]).runs[0].results).toEqual([])
  })

  it('makes no link of an author’s text', () => {
    const [result] = sarif([finding({ message: 'Got `[x](https://example.org)`.' })]).runs[0]
      .results
    expect(result?.message.text).toContain('`[x] (https://example.org)`')
  })

  const fingerprints = (diagnostics: readonly Diagnostic[], lines: readonly string[]) =>
    sarif(diagnostics, { 'en/wind.md': lines }).runs[0].results.map(
      ({ partialFingerprints }) => partialFingerprints['ruleAndLine/v1'],
    )

  it('knows a finding again whose line has moved, but not one in another line, file or of another rule', () => {
    const before = fingerprints([finding()], ['---', 'title: Wind', 'title: Twice'])
    const moved = fingerprints([finding({ line: 4 })], ['---', '', 'title: Wind', 'title: Twice'])
    expect(moved).toEqual(before)
    expect(fingerprints([finding()], ['---', 'title: Wind', 'title: Other'])).not.toEqual(before)
    expect(fingerprints([finding({ rule: 'X' })], ['', '', 'title: Twice'])).not.toEqual(before)
    expect(fingerprints([finding({ path: 'x' })], ['', '', 'title: Twice'])).not.toEqual(before)
  })

  it('tells equal findings in equal lines apart', () => {
    const found = fingerprints([finding({ line: 1, column: 2 }), finding({ line: 2 })], ['x', 'x'])
    expect(new Set(found).size).toBe(2)
    expect(found[0]?.split(':')[0]).toBe(found[1]?.split(':')[0])
  })

  it('has an address that leads back to the path, whatever the path is', () => {
    fc.assert(
      fc.property(anyFinding, (given) => {
        const [result] = sarif([given]).runs[0].results
        expect(result?.locations).toMatchObject([
          {
            physicalLocation: {
              artifactLocation: { uri: expect.stringMatching(/^[\w.!~*'()%/-]+$/) },
            },
          },
        ])
        const uri = /"uri":"([^"]*)"/.exec(JSON.stringify(result?.locations))?.[1] ?? ''
        expect(decodeURIComponent(uri)).toBe(given.path.toWellFormed())
      }),
    )
  })
})

withSchema('sarif-schema-2.1.0.json', ({ $schema: _, id, ...schema }) => {
  // The schema is written in draft 4, of which it uses nothing that later drafts do otherwise but `id`.
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  const validate = ajv.compile({ $id: String(id), ...schema })
  const problems = (log: unknown) => (validate(log) ? [] : validate.errors)

  describe('sarif, by the schema of the standard', () => {
    it('is valid, whatever was found', () => {
      expect(problems({ version: '2.1.0' })).not.toEqual([])
      expect(problems(sarif([]))).toEqual([])
      fc.assert(
        fc.property(fc.array(anyFinding, { maxLength: 5 }), (given) => {
          expect(problems(sarif(given))).toEqual([])
          const older = formatSarif({ ...report(given), older: given })
          expect(problems(JSON.parse(older))).toEqual([])
        }),
      )
    })
  })
})
