import { yamlText } from '../lesson/yaml-text.ts'
import type { TextFile } from './editor-files.ts'
import {
  actions,
  addressText,
  checkoutText,
  type Installation,
  installText,
  programOf,
  remarkOf,
  roleText,
  secretsText,
} from './workflow-steps.ts'

/** A GitHub workflow that reports on pull requests, and publishes the branch and what dates make due. */
export const contentWorkflow = (branch: string, installation: Installation): TextFile => ({
  path: '.github/workflows/content.yml',
  text: workflowText(branch, installation),
  remark: remarkOf(installation),
})

const workflowText = (branch: string, installation: Installation): string => `name: Content

on:
  pull_request:
  push:
    branches: ${yamlText([branch])}
  schedule:
    # What the dates of lessons have made due.
    - cron: "17,47 * * * *"

permissions: {}
${addressText(installation)}
jobs:
  # Gets no secrets and may change nothing, so that it is safe for pull requests from forks.
  report:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    permissions:
      contents: read
    steps:
${checkoutText}${installFromBranch(installation)}      # Checks the request, and says what merging it would change, by the branch's own configuration.
      - run: |
          ${inBranch(installation)} -C "$GITHUB_WORKSPACE" plan --base "origin/$GITHUB_BASE_REF" \\
            --format github --report "$GITHUB_WORKSPACE/report.md" \\
            --links "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/blob/$HEAD_SHA"
        env:
          HEAD_SHA: \${{ github.event.pull_request.head.sha }}
          LFS_PASSWORD: \${{ github.token }}
      - if: \${{ !cancelled() && hashFiles('report.md') != '' }}
        run: cat report.md >> "$GITHUB_STEP_SUMMARY"
      # Another workflow makes a comment of it, since this one may not.
      - if: \${{ !cancelled() }}
        uses: ${actions.uploadArtifact}
        with:
          name: content-report
          path: report.md
          if-no-files-found: ignore

  publish:
    if: github.event_name != 'pull_request'
    runs-on: ubuntu-24.04
    timeout-minutes: 60
    # One after the other; a publish under way is never cut off.
    concurrency:
      group: hma-content-publish
      cancel-in-progress: false
    permissions:
      contents: read
      id-token: write
${secretsText}    steps:
${checkoutText}${installText(installation)}${fetchRecorded(installation)}${roleText}      - if: github.event_name == 'push'
        run: ${programOf(installation)} publish
      - if: github.event_name == 'schedule' && env.DATABASE_URL != ''
        run: ${programOf(installation)} release due
      # A hosted runner forgets its files: where the bucket is a directory, this keeps it for a static server.
      - if: \${{ !cancelled() }}
        uses: ${actions.uploadArtifact}
        with:
          name: bucket
          path: .hma-content/bucket
          include-hidden-files: true
          if-no-files-found: ignore
`

/** The step that installs the program as the branch has it: a request does not change what checks it. */
const installFromBranch = (installation: Installation): string =>
  installation === 'address'
    ? installText(installation)
    : `      # The program is the branch's, unless the request brings it: what checks a request is not in it.
      - run: |
          base="origin/$GITHUB_BASE_REF"
          git show "$base:package.json" 2> /dev/null | grep -q hma-content || base=HEAD
          git worktree add --quiet --detach "$RUNNER_TEMP/branch" "$base"
          npm ci --ignore-scripts --prefix "$RUNNER_TEMP/branch"
`

const inBranch = (installation: Installation): string =>
  installation === 'address'
    ? programOf(installation)
    : 'cd "$RUNNER_TEMP/branch" && npx --no-install hma-content'

/** Publishing needs the commit that is recorded; a clone made after a forced push has it no more. */
const fetchRecorded = (
  installation: Installation,
): string => `      # Publishing goes on from what is recorded, which a forced push may have taken off the branch.
      - if: env.DATABASE_URL != ''
        run: |
          recorded=$(${programOf(installation)} status --format json | jq -r '.commit // empty') || true
          if [ -n "$recorded" ] && ! git cat-file -e "$recorded"; then
            login='!f() { echo username=x-access-token; echo "password=$LFS_PASSWORD"; }; f'
            git -c "credential.$GITHUB_SERVER_URL.helper=$login" fetch --quiet origin "$recorded" || true
          fi
`
