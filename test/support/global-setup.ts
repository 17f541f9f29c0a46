import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { templatePath } from '../../src/database/pglite-template.ts'
import { hasBrowser } from './browser.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of a migrated, empty embedded database's files. */
    databaseTemplate: string
  }
}

/** Builds the template of the migrated embedded database, or finds that of an earlier run. */
export const setup = async (project: TestProject): Promise<void> => {
  const path = await templatePath(join(tmpdir(), 'hma-content-test'))
  project.provide('databaseTemplate', path)
  if (!process.env.HMA_TEST_DATABASE_URL)
    process.stdout.write(
      'HMA_TEST_DATABASE_URL is not set: PostgreSQL server not tested, PGlite is.\n',
    )
  if (!process.env.HMA_TEST_S3_URL)
    process.stdout.write(
      'HMA_TEST_S3_URL is not set: S3 with conditional writes not tested, s3rver and the directory are.\n',
    )
  if (!hasBrowser()) process.stdout.write('There is no Chromium: examples/reader not tested.\n')
}
