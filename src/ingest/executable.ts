import type { Diagnostic } from '../diagnostic.ts'

/** A text or media file that is marked as a program. */
export const executableDiagnostics = (path: string, mode: string): readonly Diagnostic[] =>
  mode !== '100755'
    ? []
    : [
        {
          path,
          line: 1,
          column: 1,
          severity: 'suggestion',
          rule: 'FILE_EXECUTABLE',
          message: 'Expected a file of mode `100644`, got `100755`: it is marked as a program.',
          hint: 'Run `git update-index --chmod=-x` on the file and commit.',
        },
      ]
