import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../docs/pages.ts'
import { contracts, schemaNamed } from './contracts.ts'
import { typeText } from './type-text.ts'

for (const [name, type] of Object.entries(contracts)) {
  writeFileSync(join(root, `src/contracts/${name}.ts`), typeText(type, schemaNamed(name)))
}
