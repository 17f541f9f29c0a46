import { addressOf, readAddress } from './address.js'
import { openCatalogue } from './catalogue.js'
import { directionOf, element, nameOfLanguage } from './element.js'
import { lessonPage } from './lesson.js'
import { resolveLinks } from './lesson-body.js'
import { academyPage, coursePage, partPage } from './lists.js'
import { wordsIn } from './words.js'

const academy = document.title
const about = document.querySelector('meta[name="description"]').content
const bucket = new URL(document.querySelector('meta[name="bucket"]').content, location.href)
const main = document.querySelector('main')

/** Shows what the address asks for. */
const show = async () => {
  const address = readAddress(location)
  const catalogue = await openCatalogue(bucket)
  const language = catalogue.languages.includes(address.language)
    ? address.language
    : preferred(catalogue)
  const words = wordsIn(language)
  frame(words)
  const page = await pageOf(catalogue, address, language, words)
  if (page === null) return showMessage(words.missing, words.missingWhy, words)
  document.title = page.title === academy ? academy : `${page.title} · ${academy}`
  main.replaceChildren(...page.nodes.filter((node) => node !== null))
  document.querySelector('.legend').textContent =
    `${words.release(catalogue.sequence)} · ${catalogue.commit.slice(0, 12)}`
  const canonical = addressOf({ ...page, language, anchor: address.anchor })
  if (canonical !== location.search + location.hash) history.replaceState(null, '', canonical)
  languageList(catalogue, page, language, words)
  goTo(address.anchor)
  await resolveLinks(main, catalogue, language)
  markAlternates(
    page.languages === undefined ? catalogue.languages : await page.languages(),
    page,
    words,
  )
  main.dataset.ready = 'true'
}

/** The first of the reader's languages that there is anything in, else the one that lessons are written in. */
const preferred = ({ languages, source }) =>
  navigator.languages
    .map((wanted) => languages.find((each) => each === wanted || each === wanted.split('-')[0]))
    .find(Boolean) ?? source

const pageOf = async (catalogue, { kind, slug }, language, words) => {
  if (kind === '')
    return {
      kind,
      slug,
      title: academy,
      nodes: await academyPage(catalogue, { name: academy, about }, language, words),
    }
  if (kind === 'course' || kind === 'part') {
    const page = await (kind === 'course' ? coursePage : partPage)(catalogue, slug, language, words)
    return page === null ? null : { ...page, kind, slug }
  }
  const text =
    kind === 'id'
      ? await catalogue.find(slug, language)
      : await catalogue.findSlug(kind, slug, language)
  if (text === null) return null
  const page = await lessonPage(catalogue, text, { bucket, language, words })
  return { ...page, kind: text.type, slug: text.slug, languages: () => catalogue.languagesOf(text) }
}

/** What surrounds every page, in the reader's language. */
const frame = (words) => {
  document.documentElement.lang = words.code
  document.documentElement.dir = directionOf(words.code)
  document.querySelector('.skip').textContent = words.skip
  const night = document.querySelector('.night')
  night.replaceChildren(element('span', {}, words.night))
  night.addEventListener('click', () => setNight(night.getAttribute('aria-pressed') !== 'true'))
}

/** Red light spares eyes that are used to the dark. */
const setNight = (on) => {
  document.querySelector('.night').setAttribute('aria-pressed', String(on))
  document.documentElement.classList.toggle('red', on)
  try {
    localStorage.setItem('night', on ? 'red' : '')
  } catch {
    // Then it holds for this page.
  }
}

const languageList = ({ languages }, { kind, slug }, language, words) => {
  const list = document.querySelector('.languages')
  list.hidden = languages.length < 2
  list
    .querySelector('summary')
    .replaceChildren(
      element('span', { class: 'sr-only' }, `${words.language}: `),
      nameOfLanguage(language),
    )
  list.querySelector('ul').replaceChildren(
    ...languages.map((each) =>
      element(
        'li',
        {},
        element(
          'a',
          {
            href: addressOf({ language: each, kind, slug }),
            lang: each,
            hreflang: each,
            'aria-current': each === language && 'true',
          },
          nameOfLanguage(each),
        ),
      ),
    ),
  )
}

/** Says which languages the page is there in; in the others it is shown as it was written. */
const markAlternates = (present, { kind, slug }, words) => {
  for (const link of document.querySelectorAll('.languages a')) {
    const { hreflang, lang } = link
    if (!present.includes(hreflang)) {
      const shown = words.shownIn(present[0])
      link.append(element('span', { class: 'facts', lang: words.code }, ` ${shown}`))
    } else if (link.getAttribute('aria-current') === null) {
      const href = new URL(addressOf({ language: lang, kind, slug }), location.href).href
      document.head.append(element('link', { rel: 'alternate', hreflang, href }))
    }
  }
}

const goTo = (anchor) => {
  if (anchor !== '') document.getElementById(anchor)?.scrollIntoView({ behavior: 'instant' })
}

const showMessage = (title, why, words) => {
  document.title = `${title} · ${academy}`
  main.replaceChildren(
    element(
      'header',
      { class: 'sheet' },
      element('h1', {}, title),
      element('p', { class: 'lead' }, why),
      element('p', {}, element('a', { href: '?' }, words.toStart)),
    ),
  )
  main.dataset.ready = 'true'
}

try {
  setNight(localStorage.getItem('night') === 'red')
} catch {
  setNight(false)
}
show().catch((error) => {
  const words = wordsIn(readAddress(location).language)
  frame(words)
  showMessage(words.failed, words.failedWhy, words)
  throw error
})
