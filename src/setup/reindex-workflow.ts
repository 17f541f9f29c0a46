import type { TextFile } from './editor-files.ts'
import {
  addressText,
  checkoutText,
  type Installation,
  installText,
  programOf,
  remarkOf,
  roleText,
  secretsText,
} from './workflow-steps.ts'

/** A GitHub workflow that gives lessons vectors: of another model by hand, and each week those that are missing. */
export const reindexWorkflow = (installation: Installation): TextFile => ({
  path: '.github/workflows/reindex.yml',
  text: workflowText(installation),
  remark: remarkOf(installation),
})

const workflowText = (installation: Installation): string => `name: Reindex

on:
  workflow_dispatch:
    inputs:
      model:
        description: Model to fill and switch to; empty for the configured one
        type: string
        default: ""
      max-cost:
        description: US dollars that it may cost at most
        type: string
        default: "5"
      dry-run:
        description: Only say what it would take
        type: boolean
        default: true
  schedule:
    # Vectors that the service owed when lessons were published.
    - cron: "23 3 * * 1"

permissions: {}
${addressText(installation)}
jobs:
  reindex:
    runs-on: ubuntu-24.04
    # What was bought is kept: run it again where this is too short.
    timeout-minutes: 350
    concurrency:
      group: hma-content-reindex
      cancel-in-progress: false
    permissions:
      contents: read
      id-token: write
${secretsText}    steps:
${checkoutText}${installText(installation)}${roleText}      - if: env.DATABASE_URL != ''
        run: |
          set -- --max-cost "\${MAX_COST:-5}"
          if [ "$GITHUB_EVENT_NAME" = schedule ]; then set -- "$@" --missing; fi
          if [ -n "$MODEL" ]; then set -- "$@" --model "$MODEL"; fi
          if [ "$DRY_RUN" = true ]; then set -- "$@" --dry-run; fi
          ${programOf(installation)} reindex "$@"
        env:
          MODEL: \${{ inputs.model }}
          MAX_COST: \${{ inputs.max-cost }}
          DRY_RUN: \${{ inputs.dry-run }}
`
