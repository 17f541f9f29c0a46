import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { classifier } from '../../src/classify.ts'
import { root } from '../docs/pages.ts'
import { patience, runsOf } from '../properties/runs.ts'
import { configOf } from '../support/replay.ts'
import { guessOf, linesOf } from './proposal.ts'

const segment = fc.constantFrom(
  ...['docs', 'content', 'en', 'es', 'pt-br', 'i18n', 'posts', 'wind', 'a b', 'no', 'english'],
  ...['spanish', 'src', '{x}', 'ä', '_posts', '.hidden', 'current', 'c\\d', 'true'],
)
const name = fc.constantFrom(
  ...[
    'index.md',
    'index.es.md',
    'index.en.md',
    '_index.md',
    'README.md',
    'a.md',
    'b.md',
    'a.es.md',
  ],
  ...['b.en.md', 'c.markdown', 'pillar.yaml', 'picture.png', 'n: o #.md', '{x}.md', 'a.b.md'],
)
// Where nothing lies yet, a configuration for an academy names these.
const schemas = join(root, 'schemas')

const path = fc
  .tuple(fc.array(segment, { maxLength: 4 }), name)
  .map(([directories, last]) => [...directories, last].join('/'))

it(
  'gives a configuration that is accepted and finds each file once, whatever the paths',
  () => {
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 30 }), fc.boolean(), (paths, isAcademy) => {
        const metadata = Object.fromEntries(paths.map((each) => [each, {}]))
        const guess = guessOf(metadata, { isAcademy })
        if (guess.collections.length === 0) return
        const classify = classifier(
          configOf(`source:\n${linesOf(guess).replaceAll(' schemas/', ` ${schemas}/`)}`),
        )
        const identities = guess.collections.flatMap(({ name, type, items }) =>
          items.map((item) => {
            const role = classify(item)
            expect(role).toMatchObject({ kind: 'item', collection: { name } })
            return `${type} ${role.kind === 'item' ? role.slug : ''}`
          }),
        )
        expect(new Set(identities).size).toBe(identities.length)
        const translated = guess.collections.flatMap((each) => [...each.translated.values()].flat())
        for (const file of translated) expect(classify(file).kind).toBe('translation')
        const items = paths.filter((each) => classify(each).kind === 'item')
        expect(items).toHaveLength(identities.length)
      }),
      runsOf(40),
    )
  },
  patience,
)
