/** How a workflow comes by the program: as a dependency that the repository's lock file pins, or by an address that is filled in. */
export type Installation = 'dependency' | 'address'

/** Actions by the commit that is meant: a tag can be moved (CVE-2025-30066). */
export const actions = {
  checkout: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
  setupNode: 'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0',
  uploadArtifact: 'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0',
  downloadArtifact: 'actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1',
  awsCredentials:
    'aws-actions/configure-aws-credentials@e6de054238d6b7531b4efff3b6587d9aade6a06c # v6.2.3',
} as const

/** How the program is called. */
export const programOf = (installation: Installation): string =>
  installation === 'dependency' ? 'npx --no-install hma-content' : 'hma-content'

/** Where the program lies, as an environment variable of a workflow; nothing where the lock file says it. */
export const addressText = (installation: Installation): string =>
  installation === 'dependency'
    ? ''
    : `
env:
  # Where the package of hma-content lies, since it is in no registry: the address of what \`npm pack\` made. One of a
  # Git repository does not do, where nothing is built. The name alone would install whatever somebody registers under it.
  HMA_CONTENT_PACKAGE: ""
`

/** What whoever takes a workflow has to fill in; null for nothing. */
export const remarkOf = (installation: Installation): string | null =>
  installation === 'dependency'
    ? null
    : 'Say in it where the package of hma-content lies: HMA_CONTENT_PACKAGE is empty.'

/** Steps that fetch the repository with its whole history, without its files in Git LFS. */
export const checkoutText = `      - uses: ${actions.checkout}
        with:
          # Versions come from the whole history, and so does what is new in a pull request.
          fetch-depth: 0
          persist-credentials: false
      - uses: ${actions.setupNode}
        with:
          node-version: 24
`

/** The step that installs the program of the commit that is checked out. */
export const installText = (installation: Installation): string =>
  installation === 'dependency'
    ? '      - run: npm ci --ignore-scripts\n'
    : `      - run: npm install --global --ignore-scripts "\${HMA_CONTENT_PACKAGE:?Say in this workflow where the package of hma-content lies}"\n`

/** Variables of a job that works on what is published. */
export const secretsText = `    env:
      # Without a server the database is made anew on each run: the same ids, versions and keys.
      DATABASE_URL: \${{ secrets.DATABASE_URL }}
      # Without a key search compares words only.
      OPENAI_API_KEY: \${{ secrets.OPENAI_API_KEY }}
      # For media in Git LFS, of which only those are fetched that are not published yet.
      LFS_PASSWORD: \${{ github.token }}
`

/** The step by which S3 and CloudFront let the job in for an hour, without a key that could be stolen. */
export const roleText = `      # The role trusts this repository and branch alone: https://docs.github.com/en/actions/concepts/security/openid-connect
      - if: vars.AWS_ROLE_ARN != ''
        uses: ${actions.awsCredentials}
        with:
          role-to-assume: \${{ vars.AWS_ROLE_ARN }}
          aws-region: \${{ vars.AWS_REGION }}
`
