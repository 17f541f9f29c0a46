import { describe, expect, it } from 'vitest'
import { stampTranslation } from '../../src/authoring/stamp-translation.ts'

const blob = '8c5eb83b1f644f499a5dc574a8327fa900000000'

describe('stampTranslation', () => {
  it.each([
    [
      'adds the key below the others',
      '---\ntitle: Viento # de cola\n---\n\nTexto.\n',
      `---\ntitle: Viento # de cola\nsource_blob: "${blob}"\n---\n\nTexto.\n`,
    ],
    [
      'replaces an older stamp where it stands, and keeps comments and order',
      '---\n# por Ana\nsource_blob: "0000" # vieja\ntitle: Viento\n---\n\nTexto.\n',
      `---\n# por Ana\nsource_blob: "${blob}" # vieja\ntitle: Viento\n---\n\nTexto.\n`,
    ],
    [
      'gives front matter to a file without',
      'Texto.\n',
      `---\nsource_blob: "${blob}"\n---\n\nTexto.\n`,
    ],
    [
      'keeps line ends and a byte order mark',
      '\uFEFF---\r\ntitle: Viento\r\n---\r\nTexto.\r\n',
      `\uFEFF---\r\ntitle: Viento\r\nsource_blob: "${blob}"\r\n---\r\nTexto.\r\n`,
    ],
    [
      'changes nothing where it is the same',
      `---\nsource_blob: "${blob}"\n---\n`,
      `---\nsource_blob: "${blob}"\n---\n`,
    ],
  ])('%s', (_, before, after) => {
    const stamped = stampTranslation(Buffer.from(before), 'source_blob', blob)
    expect(Buffer.from(stamped).toString()).toBe(after)
  })
})
