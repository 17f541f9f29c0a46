import { yamlText } from '../lesson/yaml-text.ts'
import type { TextFile } from './editor-files.ts'

/** How a workflow comes by the program: as a dependency that the repository's lock file pins, or by an address that is filled in. */
export type Installation = 'dependency' | 'address'

/** A GitHub workflow that checks pull requests and publishes the branch. */
export const workflowFile = (branch: string, installation: Installation): TextFile => ({
  path: '.github/workflows/content.yml',
  text: workflowText(branch, installation),
  remark:
    installation === 'dependency'
      ? null
      : 'Say in it where the package of hma-content lies: HMA_CONTENT_PACKAGE is empty.',
})

const workflowText = (branch: string, installation: Installation): string => {
  const program = installation === 'dependency' ? 'npx --no-install hma-content' : 'hma-content'
  return `name: Content

on:
  pull_request:
  push:
    branches: ${yamlText([branch])}

permissions:
  contents: read
${installation === 'dependency' ? '' : addressText}
jobs:
  # Gets no secrets, so that it is safe for pull requests from forks.
  validate:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    steps:
${setUpText(installation)}
      # Counts what the pull request brings, not what was there.
      - run: ${program} validate --since "origin/$GITHUB_BASE_REF" --format github
      - if: \${{ !cancelled() }}
        run: ${program} validate --since "origin/$GITHUB_BASE_REF" --format markdown >> "$GITHUB_STEP_SUMMARY"

  publish:
    if: github.event_name == 'push'
    runs-on: ubuntu-24.04
    timeout-minutes: 60
    # One after the other; a publish under way is never cut off.
    concurrency: { group: hma-content-publish, cancel-in-progress: false }
    steps:
${setUpText(installation)}
      - run: ${program} publish
        env:
          # Without a server the database is made anew on each run: the same ids, versions and keys.
          DATABASE_URL: \${{ secrets.DATABASE_URL }}
          # For media in Git LFS.
          LFS_PASSWORD: \${{ github.token }}
          # Without a key search compares words only.
          OPENAI_API_KEY: \${{ secrets.OPENAI_API_KEY }}
      # A hosted runner forgets its files: where the bucket is a directory, this keeps it for a static server.
      - if: \${{ !cancelled() }}
        uses: actions/upload-artifact@v7
        with:
          name: bucket
          path: .hma-content/bucket
          include-hidden-files: true
          if-no-files-found: ignore
`
}

const addressText = `
env:
  # Where the package of hma-content lies, since it is in no registry: the address of what \`npm pack\` made,
  # or \`github:<owner>/<repository>#<commit>\`. Its name alone would install whatever somebody registers under it.
  HMA_CONTENT_PACKAGE: ""
`

const setUpText = (installation: Installation): string => `      - uses: actions/checkout@v7
        with:
          # Versions come from the whole history, and so does what is new in a pull request.
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-node@v7
        with:
          node-version: 24
      - run: ${
        installation === 'dependency'
          ? 'npm ci'
          : `npm install --global "\${HMA_CONTENT_PACKAGE:?Say in this workflow where the package of hma-content lies}"`
      }`
