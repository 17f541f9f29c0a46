import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { picturePath, printedFindings, textOfPicture } from './picture.ts'

it('the picture in the README shows what the program prints', { timeout: 60_000 }, async () => {
  const printed = await printedFindings()
  expect(printed.match(/ (?:error|warning) /g)).toHaveLength(5)
  // Else `node test/docs/write-picture.ts` draws it anew.
  expect(await textOfPicture(await readFile(picturePath))).toBe(printed)
})
