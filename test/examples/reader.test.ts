import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, openBrowser } from '../support/browser.ts'
import { hma, seedState, startHma } from '../support/cli.ts'
import { createRepository } from '../support/repository.ts'

const root = join(import.meta.dirname, '../..')

type Address = {
  readonly language: string
  readonly kind: string
  readonly slug: string
  readonly anchor: string
}

const { addressOf, readAddress } = (await import(
  /* @vite-ignore */ pathToFileURL(join(root, 'examples/reader/address.js')).href
)) as {
  readonly addressOf: (address: Address) => string
  readonly readAddress: (location: { readonly search: string; readonly hash: string }) => Address
}

describe('an address of the reader', () => {
  it('says what it was made of, whatever the slug', () => {
    const part = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => text.isWellFormed() && !text.includes('/'))
    const slug = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
    fc.assert(
      fc.property(slug, fc.oneof(fc.constant(''), part), (given, anchor) => {
        const address = { language: 'pt-BR', kind: 'lesson', slug: given, anchor }
        const { search, hash } = new URL(addressOf(address), 'http://localhost/reader/')
        expect(readAddress({ search, hash })).toEqual(address)
      }),
    )
  })

  it('is taken as it stands where it is badly encoded', () => {
    expect(readAddress({ search: '?en/lesson/%zz', hash: '' })).toMatchObject({ slug: '%zz' })
  })
})

// Links, controls and pictures that a reader who does not see them is told nothing of.
const namelessElements = `[...document.querySelectorAll('a, button, input, summary, img')]
  .filter((each) => each.matches('img') ? !each.hasAttribute('alt') : !(each.labels?.[0] ?? each).textContent.trim())
  .map(({ outerHTML }) => outerHTML)`

type Reading = { readonly page: Page; readonly complaints: readonly string[] }

/** What `preview` serves of a state, in a browser. */
type Reader = AsyncDisposable & {
  /** A page as it is shown; whatever the browser complains of is collected. */
  readonly open: (path: string) => Promise<Reading>
}

const openReader = async (directory: string, ...flags: readonly string[]): Promise<Reader> => {
  const preview = startHma(directory, ['preview', '--port', '0', ...flags])
  const [line] = await once(preview.child.stdout ?? preview.child, 'data')
  const browser = await openBrowser()
  return {
    open: async (path) => {
      const page = await browser.newPage()
      const complaints: string[] = []
      page.on('console', (said) => {
        if (['error', 'warning'].includes(said.type())) complaints.push(said.text())
      })
      page.on('pageerror', ({ message }) => complaints.push(message))
      page.on('requestfailed', (request) => {
        // Whoever follows a link does not wait for the pictures of the page before.
        if (request.failure()?.errorText !== 'net::ERR_ABORTED')
          complaints.push(`failed: ${request.url()}`)
      })
      page.on('response', (answer) => {
        if (answer.status() >= 400) complaints.push(`${answer.status()}: ${answer.url()}`)
      })
      await page.setViewportSize({ width: 390, height: 844 })
      await page.goto(String(line).trim() + path)
      await shown(page)
      return { page, complaints }
    },
    [Symbol.asyncDispose]: async () => {
      await browser[Symbol.asyncDispose]()
      preview.child.kill()
      await preview.ended
    },
  }
}

const shown = (page: Page) => page.waitForSelector('main[data-ready]')
const at = (page: Page): string => decodeURIComponent(new URL(page.url()).search)

/** Follows a link to the end of what is shown then; the page before it is not taken for that. */
const follow = async (page: Page, link: Locator): Promise<void> => {
  await page.evaluate('delete document.querySelector("main").dataset.ready')
  await link.click()
  await shown(page)
}

if (hasBrowser()) {
  describe('the reader, on the published sample academy', () => {
    let state: string
    let reader: Reader
    beforeAll(async () => {
      state = await mkdtemp(join(tmpdir(), 'hma-reader-'))
      const published = await hma(root, ['publish', '--commit', 'HEAD', '--state', state])
      expect(published.code, published.stderr).toBe(0)
      reader = await openReader(root, '--state', state)
    })
    afterAll(async () => {
      await reader[Symbol.asyncDispose]()
      await rm(state, { recursive: true })
    })
    const open: Reader['open'] = (path) => reader.open(path)

    it('leads from the pillars over a course to a lesson', async () => {
      const { page, complaints } = await open('')
      expect(await page.locator('.pillar > h2').allTextContents()).toEqual([
        'Game Calls',
        'Hunt Strategy',
        'Stealth & Scouting',
        'Tracking & Recovery',
        'Gear & Marksmanship',
      ])
      await follow(page, page.getByRole('link', { name: /Stand Hunting Basics/ }))
      expect(await page.locator('.trail .name').allTextContents()).toEqual([
        'Wind and Thermals',
        'Approaching a Stand',
        'Treestand Harness Safety',
        'Treestand Check List',
      ])
      await follow(page, page.getByRole('link', { name: /Wind and Thermals/ }))
      expect(at(page)).toBe('?en/lesson/hunt-strategy/stand-hunting/wind-and-thermals')
      expect(await page.locator('h1').allTextContents()).toEqual(['Wind and Thermals'])
      expect(await page.title()).toBe('Wind and Thermals · Hunt Master Academy')
      await page.close()
      expect(complaints).toEqual([])
    })

    it('shows pictures in a format and size for the screen, in space that was kept for them', async () => {
      const { page, complaints } = await open(
        '?en/lesson/hunt-strategy/stand-hunting/wind-and-thermals',
      )
      const picture = page.locator('.text img').first()
      const before = await picture.boundingBox()
      const behind = picture.evaluate((image) => image.style.background)
      expect(await behind).toMatch(/^url\("data:image\/webp;base64,.*rgb\(/)
      await picture.scrollIntoViewIfNeeded()
      await picture.evaluate((image) => image.decode())
      expect(await picture.evaluate((image) => image.currentSrc)).toMatch(
        /\/images\/[0-9a-f]{64}-640\.avif$/,
      )
      const after = await picture.boundingBox()
      expect([after?.width, after?.height]).toEqual([before?.width, before?.height])
      expect(await picture.getAttribute('alt')).not.toBe('')
      await page.close()
      expect(complaints).toEqual([])
    })

    it('follows a link to a heading of another lesson', async () => {
      const { page, complaints } = await open(
        '?en/lesson/tracking-recovery/shot-to-recovery/tracking-dogs',
      )
      await follow(page, page.locator('.text a[href*="when-the-blood-stops"]').first())
      expect(at(page)).toBe('?en/lesson/tracking-recovery/shot-to-recovery/blood-trailing')
      const heading = page.locator('#when-the-blood-stops')
      await expect.poll(async () => (await heading.boundingBox())?.y).toBeLessThan(60)
      await page.close()
      expect(complaints).toEqual([])
    })

    it('leads every link between texts somewhere', async () => {
      const { page, complaints } = await open('?en/lesson/game-calls/deer-and-elk/rattling')
      const links = await page
        .locator('.text a[href^="?"]')
        .evaluateAll((all) => all.map((link) => link.getAttribute('href')))
      expect(links.length).toBeGreaterThan(0)
      expect(links.filter((href) => href?.startsWith('?en/id/'))).toEqual([])
      await page.close()
      expect(complaints).toEqual([])
    })

    it('opens a text by its id, and says where it stands', async () => {
      const { page, complaints } = await open('?es/id/ddadace8-71b7-444c-b400-cd70cb69620f')
      expect(at(page)).toBe('?es/interactive/tracking-recovery/shot-to-recovery/shoot-or-wait')
      await page.close()
      expect(complaints).toEqual([])
    })

    it('changes the language, and says where a text is not translated', async () => {
      const { page, complaints } = await open(
        '?en/lesson/tracking-recovery/shot-to-recovery/after-the-shot',
      )
      await page.locator('.languages summary').click()
      const languages = page.locator('.languages a')
      expect(await languages.allTextContents()).toEqual([
        'English',
        'Español',
        'Français in English',
      ])
      expect(
        await page
          .locator('link[rel="alternate"]')
          .evaluateAll((all) => all.map((link) => link.getAttribute('hreflang'))),
      ).toEqual(['es'])
      await follow(page, page.getByRole('link', { name: 'Español' }))
      expect(await page.locator('html').getAttribute('lang')).toBe('es')
      expect(await page.locator('article').getAttribute('lang')).toBe('es')
      expect(await page.locator('h1').textContent()).toBe(
        'Después del disparo: esperar y leer los indicios',
      )
      expect(await page.locator('.notice').textContent()).toMatch(
        /^El texto en inglés cambió el .+, y este aún no lo sigue\.$/,
      )
      await follow(page, page.locator('.neighbours [rel="next"]'))
      expect(await page.locator('article').getAttribute('lang')).toBe('en')
      expect(await page.locator('.notice').textContent()).toContain('Todavía no está en español')
      await page.close()
      expect(complaints).toEqual([])
    })

    it('judges what is answered in a quiz, with keys alone', async () => {
      const { page, complaints } = await open(
        '?en/interactive/tracking-recovery/shot-to-recovery/shoot-or-wait',
      )
      const first = page.locator('form.answer').first()
      const solution = first.locator('.solution')
      expect(await solution.isVisible()).toBe(false)
      await first.getByRole('radio').first().focus()
      await page.keyboard.press('Space')
      await page.keyboard.press('Enter')
      expect(await first.getByRole('status').textContent()).toContain('Not quite')
      expect(await first.locator('[data-state="right"]').textContent()).toContain('skyline')
      expect(await solution.isVisible()).toBe(true)
      await first.getByRole('button', { name: 'Try again' }).press('Enter')
      expect(await solution.isVisible()).toBe(false)
      await first.getByRole('radio', { name: /skyline/ }).check()
      await first.getByRole('button').press('Enter')
      expect(await first.getByRole('status').textContent()).toBe('Right.')
      const several = page.locator('form.answer').nth(4)
      expect(await several.getByRole('radio').count()).toBe(0)
      await several.getByRole('checkbox').first().check()
      await several.getByRole('button').press('Enter')
      expect(await several.getByRole('status').textContent()).toContain('Not quite')
      expect(await page.locator('.score').textContent()).toBe('1 of 6 right')
      await page.close()
      expect(complaints).toEqual([])
    })

    it('plays films and sounds, and offers what is to be printed', async () => {
      const film = await open('?en/video/stealth-scouting/scouting/rows-on-a-hillside')
      const video = film.page.locator('video')
      await expect.poll(() => video.evaluate(({ duration }) => duration)).toBeGreaterThan(10)
      const size = await video.evaluate(({ width, height }) => [width, height])
      expect(size).toEqual(
        await video.evaluate((player) => [player.videoWidth, player.videoHeight]),
      )
      await video.evaluate((player) => {
        player.currentTime = 9
      })
      await expect.poll(() => video.evaluate(({ seeking }) => seeking)).toBe(false)
      const sound = await open('?en/audio/hunt-strategy/deer-sign-and-sound/grunt-rhythm')
      const audio = sound.page.locator('audio')
      await expect.poll(() => audio.evaluate(({ duration }) => duration)).toBeGreaterThan(1)
      const list = await open('?en/document/hunt-strategy/stand-hunting/treestand-check-list')
      expect(await list.page.locator('figure.application').textContent()).toMatch(/PDF, \d+ kB/)
      for (const { page, complaints } of [film, sound, list]) {
        await page.close()
        expect(complaints).toEqual([])
      }
    })

    it('keeps what was ticked off a list, and the red light', async () => {
      const path = '?en/lesson/hunt-strategy/stand-hunting/wind-and-thermals'
      const { page, complaints } = await open(path)
      await page.getByRole('checkbox').first().check()
      await page.getByRole('button', { name: 'Red light' }).click()
      await page.reload()
      await shown(page)
      expect(await page.getByRole('checkbox').first().isChecked()).toBe(true)
      expect(
        await page.getByRole('button', { name: 'Red light' }).getAttribute('aria-pressed'),
      ).toBe('true')
      await page.getByRole('button', { name: 'Red light' }).click()
      await page.close()
      expect(complaints).toEqual([])
    })

    it('has one first heading a page, no level skipped, and names for all that can be used', async () => {
      for (const path of [
        '',
        '?en/course/hunt-strategy/stand-hunting',
        '?en/interactive/tracking-recovery/shot-to-recovery/shoot-or-wait',
        '?fr/lesson/tracking-recovery/shot-to-recovery/tracking-dogs',
      ]) {
        const { page, complaints } = await open(path)
        const levels = await page
          .locator('h1, h2, h3, h4, h5, h6')
          .evaluateAll((all) => all.map(({ tagName }) => Number(tagName.slice(1))))
        expect(levels[0]).toBe(1)
        expect(levels.filter((level) => level === 1)).toHaveLength(1)
        expect(levels.every((level, index) => level - (levels[index - 1] ?? 0) <= 1)).toBe(true)
        const nameless = await page.evaluate(namelessElements)
        expect(nameless).toEqual([])
        const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        expect(wide).toBe(0)
        await page.close()
        expect(complaints).toEqual([])
      }
    })

    it('says that there is nothing at an address that no text has', async () => {
      const { page } = await open('?en/lesson/hunt-strategy/none')
      expect(await page.locator('h1').textContent()).toBe('Nothing is here')
      await page.close()
    })
  })

  describe('the reader, on a repository without pillars', () => {
    it('lists texts, follows former addresses, and sets what is written from right to left so', async () => {
      await using source = await createRepository({
        'hma-content.yaml': `version: 1
source: { languages: [en, ur] }
collections:
  - { type: article, files: "en/{slug}.md", translations: "{language}/{slug}.md" }
`,
        'en/wind.md': '# Wind\n\nSee [scent](scent.md).\n',
        'en/scent.md': '# Scent\n\nIt drifts.\n',
        'ur/scent.md': '# بو\n\nہوا کے ساتھ۔\n',
        'en/redirects.yaml': 'air: wind\n',
      })
      await source.commit('Add the first texts')
      await seedState(source.directory)
      expect((await hma(source.directory, ['publish'])).code).toBe(0)
      await using reader = await openReader(source.directory)
      const { page, complaints } = await reader.open('')
      expect(await page.locator('.register .name').allTextContents()).toEqual(['Scent', 'Wind'])
      await page.close()
      const moved = await reader.open('?ur/article/air#x')
      expect(at(moved.page)).toBe('?ur/article/wind')
      expect(new URL(moved.page.url()).hash).toBe('#x')
      expect(await moved.page.locator('article').getAttribute('dir')).toBe('ltr')
      await follow(moved.page, moved.page.getByRole('link', { name: 'scent' }))
      expect(await moved.page.locator('article').getAttribute('dir')).toBe('rtl')
      expect(await moved.page.locator('h1').textContent()).toBe('بو')
      await moved.page.close()
      expect([...complaints, ...moved.complaints]).toEqual([])
    })
  })
}
