// Writes the program's help between the markers of the README: `node test/docs/write-usage.ts`.
import { readFile, writeFile } from 'node:fs/promises'
import { splitAtUsage, usageEnd, usageSection, usageStart } from './usage.ts'

const readme = new URL('../../README.md', import.meta.url)
const [before, , after] = splitAtUsage(await readFile(readme, 'utf8'))
await writeFile(readme, `${before}${usageStart}\n${await usageSection()}${usageEnd}\n${after}`)
