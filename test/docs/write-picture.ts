// Draws docs/validate.png, the README's picture of a failed validation: `node test/docs/write-picture.ts`.

import { writeFile } from 'node:fs/promises'
import { pictureOf, picturePath, printedFindings } from './picture.ts'

await writeFile(picturePath, await pictureOf(await printedFindings()))
