// Draws the pictures of the documentation, of a failed validation and of a report: `node test/docs/write-picture.ts`.

import { writeFile } from 'node:fs/promises'
import { pictureOf, picturePath, printedFindings } from './picture.ts'
import { printedReport, reportPath, reportPicture } from './report-picture.ts'

await writeFile(picturePath, await pictureOf(await printedFindings()))
await writeFile(reportPath, await reportPicture(await printedReport()))
