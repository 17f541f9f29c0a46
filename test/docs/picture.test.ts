import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { picturePath, printedFindings, textOfPicture } from './picture.ts'
import { printedReport, reportPath } from './report-picture.ts'

it('the picture in the README shows what the program prints', { timeout: 60_000 }, async () => {
  const printed = await printedFindings()
  expect(printed.match(/ (?:error|warning) /g)).toHaveLength(5)
  // Else `node test/docs/write-picture.ts` draws it anew.
  expect(await textOfPicture(await readFile(picturePath))).toBe(printed)
})

it('the picture of a report shows what the program says', { timeout: 60_000 }, async () => {
  const printed = await printedReport()
  expect(printed).toContain('5 lessons to change, 1 new error')
  expect(await textOfPicture(await readFile(reportPath))).toBe(printed)
})
