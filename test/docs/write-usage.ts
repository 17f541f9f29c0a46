// Writes the program's help between the markers of the pages that show it: `node test/docs/write-usage.ts`.
import { readFile, writeFile } from 'node:fs/promises'
import { splitAtUsage, usageEnd, usagePages, usageSection, usageStart } from './usage.ts'

for (const page of usagePages) {
  const path = new URL(`../../${page}`, import.meta.url)
  const [before, , after] = splitAtUsage(await readFile(path, 'utf8'))
  await writeFile(path, `${before}${usageStart}\n${await usageSection(page)}${usageEnd}\n${after}`)
}
