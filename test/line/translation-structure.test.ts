import { describe, expect, it } from 'vitest'
import { validateHead } from '../../src/line/validate-head.ts'
import { at, lesson, openPublisher } from '../support/replay.ts'
import { createRepository } from '../support/repository.ts'

const picture = '![Slope](https://example.org/slope.png)'
const source = lesson({}, `# Wind\n\n## Gusts\n\n${picture}\n\n## Lulls`)

/** What is said of a translation, stamped with the blob of its source or of another text. */
const said = async (body: string, made: 'from the source' | 'from another' | 'without a stamp') => {
  await using repository = await createRepository({ [at('a')]: source })
  await repository.commit()
  await repository.write({ 'other.md': lesson({}, '# Wind\n\nStill.') })
  const from = made === 'from the source' ? at('a') : 'other.md'
  const blob = await repository.git('hash-object', '-w', from)
  const stamp: Record<string, string> = made === 'without a stamp' ? {} : { source_blob: blob }
  await repository.write({ [at('a', 'es')]: lesson(stamp, body) })
  await repository.commit()
  const gathered = await (await openPublisher(repository)).push()
  return validateHead(gathered).map(({ path, rule, message }) => `${path} ${rule} ${message}`)
}

describe('the structure of a translation', () => {
  it.each([
    [`# Viento\n\n## Rachas\n\n${picture}\n\n## Calmas`, null],
    [
      `# Viento\n\n## Rachas\n\n${picture}\n\nCalmas`,
      'Expected 3 headings as in the source, got 2.',
    ],
    [
      `# Viento\n\n## Rachas\n\n${picture}\n\n### Calmas`,
      'Expected heading 3 to be of level 2 as in the source, got level 3.',
    ],
    ['# Viento\n\n## Rachas\n\n## Calmas', 'Expected 1 picture as in the source, got 0.'],
  ])('is compared with that of its source: %j', async (body, expected) => {
    expect(await said(body, 'from the source')).toEqual(
      expected === null ? [] : [`${at('a', 'es')} TRANSLATION_STRUCTURE ${expected}`],
    )
  })

  it.each(['from another', 'without a stamp'] as const)('is left alone %s', async (made) => {
    expect(await said('# Viento', made)).toEqual([])
  })
})
