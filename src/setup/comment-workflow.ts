import type { TextFile } from './editor-files.ts'
import { actions } from './workflow-steps.ts'

/**
 * A GitHub workflow that makes the report on a pull request its one comment. It runs on the default branch with leave to
 * comment, and takes from the request a file that is nothing but data:
 * https://docs.github.com/en/actions/reference/security/secure-use#mitigating-the-risks-of-untrusted-code-checkout
 */
export const commentWorkflow = (): TextFile => ({
  path: '.github/workflows/content-comment.yml',
  text: workflowText,
  remark: null,
})

const workflowText = `name: Content comment

on:
  workflow_run:
    workflows: [Content]
    types: [completed]

permissions: {}

jobs:
  comment:
    if: github.event.workflow_run.event == 'pull_request'
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      actions: read
      pull-requests: write
    steps:
      # There is none where the request could not be read.
      - uses: ${actions.downloadArtifact}
        continue-on-error: true
        with:
          name: content-report
          path: report
          run-id: \${{ github.event.workflow_run.id }}
          github-token: \${{ github.token }}
      - if: hashFiles('report/report.md') != ''
        run: |
          set -euo pipefail
          report=report/report.md
          mark='<!-- hma-content: what merging this changes -->'
          api="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY"
          [ "$(head -n 1 "$report")" = "$mark" ]
          [ "$(wc -c < "$report")" -le 250000 ]
          call() {
            curl --silent --show-error --fail --retry 3 \\
              --header @<(printf 'Authorization: Bearer %s' "$TOKEN") \\
              --header 'Accept: application/vnd.github+json' "$@"
          }
          number=$(call --get "$api/pulls" --data state=open \\
            --data-urlencode "head=$HEAD_OWNER:$HEAD_BRANCH" |
            jq --arg sha "$HEAD_SHA" 'map(select(.head.sha == $sha)) | .[0].number // empty')
          if [ -z "$number" ]; then
            echo 'No open request stands at this commit any more.'
            exit 0
          fi
          comment='' page=1
          while
            found=$(call "$api/issues/$number/comments?per_page=100&page=$page")
            comment=$(jq --arg mark "$mark" 'map(select(.user.login == "github-actions[bot]"
              and (.body | startswith($mark)))) | .[0].id // empty' <<< "$found")
            [ -z "$comment" ] && [ "$(jq length <<< "$found")" = 100 ]
          do page=$((page + 1)); done
          jq --raw-input --slurp '{ body: . }' "$report" > body.json
          if [ -n "$comment" ]; then
            call --request PATCH "$api/issues/comments/$comment" --data @body.json > /dev/null
          else
            call "$api/issues/$number/comments" --data @body.json > /dev/null
          fi
        env:
          TOKEN: \${{ github.token }}
          HEAD_SHA: \${{ github.event.workflow_run.head_sha }}
          HEAD_BRANCH: \${{ github.event.workflow_run.head_branch }}
          HEAD_OWNER: \${{ github.event.workflow_run.head_repository.owner.login }}
`
