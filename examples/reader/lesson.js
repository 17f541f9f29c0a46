import { addressOf } from './address.js'
import { directionOf, element } from './element.js'
import { lessonBody } from './lesson-body.js'

/** The page of one text. */
export const lessonPage = async (catalogue, text, { bucket, language, words }) => {
  const document = await catalogue.document(text)
  const body = lessonBody(document, { bucket, language, words })
  const first = body.firstElementChild
  const title = document.title ?? text.title
  const heading =
    first instanceof HTMLHeadingElement && first.matches('h1') ? first : element('h1', {}, title)
  heading.remove()
  const place = catalogue.placeOf(text.id)
  const header = element(
    'header',
    { class: 'sheet' },
    placeLine(place, catalogue.source, language),
    heading,
    text.description && element('p', { class: 'lead' }, text.description),
    element('p', { class: 'facts', lang: words.code }, facts(document, text, words)),
  )
  const article = element(
    'article',
    { lang: text.language, dir: directionOf(text.language) },
    header,
    element(
      'div',
      { class: 'columns' },
      contents(document, words),
      element(
        'div',
        { class: 'text' },
        text.language === language
          ? outdated(text, catalogue.source, words)
          : untranslated(text, language, words),
        objectives(document, words),
        ...body.childNodes,
      ),
    ),
  )
  if (place?.pillar.color != null) article.style.setProperty('--pillar', place.pillar.color)
  return { title, nodes: [article, await neighbours(catalogue, text, place, { language, words })] }
}

const placeLine = (place, source, language) =>
  place === null
    ? null
    : element(
        'p',
        { class: 'place', lang: source },
        place.pillar.name,
        place.course === null ? null : ' / ',
        place.course === null
          ? null
          : element(
              'a',
              { href: addressOf({ language, kind: 'course', slug: place.course.slug }) },
              place.course.title,
            ),
      )

const facts = ({ frontMatter, version }, text, words) =>
  [
    text.type === 'lesson' ? null : words[text.type],
    typeof frontMatter.difficulty === 'string'
      ? (words[frontMatter.difficulty] ?? frontMatter.difficulty)
      : null,
    text.minutes === null ? null : words.minutes(text.minutes),
    version === null ? null : words.version(version),
  ]
    .filter((fact) => fact !== null)
    .join(' · ')

const untranslated = ({ language: shown }, wanted, words) =>
  element('p', { class: 'notice', lang: words.code }, words.untranslated(wanted, shown))

/** Where the source says something else by now. */
const outdated = ({ outdated: date }, source, words) =>
  date == null
    ? null
    : element('p', { class: 'notice', lang: words.code }, words.outdated(date, source))

const objectives = ({ frontMatter: { objectives: given } }, words) => {
  if (!Array.isArray(given) || given.length === 0) return null
  return element(
    'section',
    { class: 'objectives', 'aria-labelledby': 'objectives' },
    element('h2', { id: 'objectives', lang: words.code }, words.objectives),
    element(
      'ul',
      {},
      given.map((each) => element('li', {}, String(each))),
    ),
  )
}

const contents = ({ outline }, words) => {
  const headings = outline.filter(({ depth }) => depth === 2)
  if (headings.length < 3) return null
  return element(
    'nav',
    { class: 'contents', 'aria-labelledby': 'contents' },
    element(
      'details',
      { open: matchMedia('(min-width: 64rem)').matches },
      element('summary', { id: 'contents', lang: words.code }, words.contents),
      element(
        'ol',
        {},
        headings.map(({ anchor, title }) =>
          element('li', {}, element('a', { href: `#${anchor}` }, title)),
        ),
      ),
    ),
  )
}

const neighbours = async (catalogue, text, place, { language, words }) => {
  const ids = (place?.course ?? place?.pillar)?.items ?? []
  const at = ids.indexOf(text.id)
  const [before, next] = await Promise.all(
    [ids[at - 1], ids[at + 1]].map((id) =>
      id === undefined ? null : catalogue.find(id, language),
    ),
  )
  if (before === null && next === null) return null
  const link = (to, rel, word) =>
    to === null
      ? null
      : element(
          'a',
          { rel, href: addressOf({ language, kind: to.type, slug: to.slug }) },
          element('span', { class: 'facts' }, word),
          element('span', { class: 'name', lang: to.language, dir: 'auto' }, to.title),
        )
  return element(
    'nav',
    { class: 'neighbours', 'aria-label': `${words.before}, ${words.next}` },
    link(before, 'prev', words.before),
    link(next, 'next', words.next),
  )
}
