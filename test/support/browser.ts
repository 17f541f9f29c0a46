import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'

// Where Debian has it, and where the machines of GitHub's workflows have its sibling.
const program = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path))

/** Whether there is a browser to look at pages with. */
export const hasBrowser = (): boolean => program !== undefined

/** A browser with a profile of its own. */
export const openBrowser = async (): Promise<BrowserContext & AsyncDisposable> => {
  const profile = await mkdtemp(join(tmpdir(), 'hma-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: program ?? '',
    headless: true,
    locale: 'en',
    args: [
      '--headless',
      // Chromium refuses to run as root with its sandbox, as continuous integration does.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  return Object.assign(context, {
    [Symbol.asyncDispose]: async () => {
      await context.close()
      // Its other processes may still write there.
      await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  })
}
