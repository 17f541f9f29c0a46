import type { Finding } from '../diagnostic.ts'
import { fileFinding } from './file-finding.ts'

/** What is wrong with a tree entry of this mode (six octal digits): only plain files are content. */
export const modeFinding = (mode: string): Finding | null => {
  switch (mode) {
    case '100644':
    case '100755':
      return null
    case '120000':
      return fileFinding(
        'MODE_SYMLINK',
        'Expected a file, got a symbolic link.',
        'Commit the file itself; links are never followed.',
      )
    case '160000':
      return fileFinding(
        'MODE_GITLINK',
        'Expected a file, got a submodule.',
        'Commit the files themselves; submodules are never fetched.',
      )
    default:
      return fileFinding(
        'MODE_UNKNOWN',
        `Expected a file of mode \`100644\` or \`100755\`, got \`${mode}\`.`,
        'Add the file to the commit anew.',
      )
  }
}
