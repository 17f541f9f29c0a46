import { addressOf } from './address.js'
import { element } from './element.js'

/** The page of all pillars with their courses, and of what stands in none. */
export const academyPage = async (catalogue, { name, about }, language, words) => {
  const { pillars, source, otherParts } = catalogue
  const only = pillars.length === 0 && otherParts.length === 1 ? otherParts[0] : null
  return [
    element(
      'header',
      { class: 'sheet' },
      element('h1', { lang: 'en' }, name),
      element('p', { class: 'lead', lang: 'en' }, about),
      pillars.length === 0 ? null : element('p', { class: 'facts' }, summary(catalogue, words)),
    ),
    element(
      'div',
      { class: 'pillars' },
      pillars.map((pillar, at) => pillarSection(pillar, at + 1, { catalogue, language, words })),
    ),
    only === null ? otherList(otherParts, language, words) : null,
    only === null
      ? null
      : textList(await catalogue.textsOfPart(only.name, language), { language, words, source }),
  ]
}

const summary = ({ courses, pillars }, words) => {
  const items = [...pillars, ...courses.map(({ course }) => course)]
  const lessons = items.reduce((sum, each) => sum + each.items.length, 0)
  return `${words.courses(courses.length)} · ${words.lessons(lessons)}`
}

const pillarSection = (pillar, number, { catalogue, language, words }) => {
  const { source } = catalogue
  const section = element(
    'section',
    { class: 'pillar', 'aria-labelledby': `pillar-${number}` },
    element('h2', { id: `pillar-${number}`, lang: source }, pillar.name),
    pillar.description && element('p', { class: 'lead', lang: source }, pillar.description),
    element(
      'ul',
      { class: 'courses' },
      pillar.courses.map((course) =>
        element(
          'li',
          {},
          element(
            'a',
            { href: addressOf({ language, kind: 'course', slug: course.slug }) },
            element('span', { class: 'name', lang: source }, course.title),
            element(
              'span',
              { class: 'facts' },
              courseFacts(course, { catalogue, language, words }),
            ),
          ),
        ),
      ),
    ),
  )
  if (pillar.color !== null) section.style.setProperty('--pillar', pillar.color)
  return section
}

const courseFacts = (course, { catalogue, language, words }) => {
  const count = catalogue.countIn(course, language)
  return [
    words[course.difficulty] ?? course.difficulty,
    course.hours === null ? null : words.hours(course.hours),
    words.lessons(course.items.length),
    language === catalogue.source || count === 0 ? null : words.translated(count, language),
  ]
    .filter((fact) => fact !== null)
    .join(' · ')
}

const otherList = (parts, language, words) =>
  parts.length === 0
    ? null
    : element(
        'section',
        { class: 'pillar', 'aria-labelledby': 'others' },
        element('h2', { id: 'others' }, words.others),
        element(
          'ul',
          { class: 'courses' },
          parts.map(({ name, count }) =>
            element(
              'li',
              {},
              element(
                'a',
                { href: addressOf({ language, kind: 'part', slug: name }) },
                element('span', { class: 'name' }, name),
                element('span', { class: 'facts' }, words.lessons(count)),
              ),
            ),
          ),
        ),
      )

/** The page of a course: its lessons in their order, as way marks of a trail. Null where there is none. */
export const coursePage = async (catalogue, slug, language, words) => {
  const place = catalogue.courses.find(({ course }) => course.slug === slug)
  if (place === undefined) return null
  const { course, pillar } = place
  const { source } = catalogue
  const texts = await catalogue.findAll(course.items, language)
  const header = element(
    'header',
    { class: 'sheet' },
    element('p', { class: 'place', lang: source }, pillar.name),
    element('h1', { lang: source }, course.title),
    course.description && element('p', { class: 'lead', lang: source }, course.description),
    element('p', { class: 'facts' }, courseFacts(course, { catalogue, language, words })),
  )
  const list = textList(texts, { language, words, source, numbered: true })
  for (const each of [header, list])
    if (pillar.color !== null) each.style.setProperty('--pillar', pillar.color)
  return { title: course.title, nodes: [header, list] }
}

/** The page of texts that stand in no course. Null where there is none. */
export const partPage = async (catalogue, name, language, words) => {
  const texts = await catalogue.textsOfPart(name, language)
  if (texts === null) return null
  const header = element('header', { class: 'sheet' }, element('h1', {}, name))
  return {
    title: name,
    nodes: [header, textList(texts, { language, words, source: catalogue.source })],
  }
}

const textList = (texts, { language, words, source, numbered = false }) => {
  const order = new Intl.Collator(language).compare
  // Of what all are, none has to say it.
  const usual = texts.every(({ type }) => type === texts[0].type) ? texts[0]?.type : 'lesson'
  // Slugs that begin with numbers are in the order that their author gave them.
  const isOrdered = numbered || texts.every(({ slug }) => /(?:^|\/)\d[^/]*$/.test(slug))
  const sorted = isOrdered ? texts : texts.toSorted((a, b) => order(a.title, b.title))
  return element(
    numbered ? 'ol' : 'ul',
    { class: numbered ? 'trail' : 'register' },
    sorted.map((text) => {
      const facts = [
        text.type === usual ? null : words[text.type],
        text.minutes === null ? null : words.minutes(text.minutes),
        text.language === language ? null : words.shownIn(source),
      ].filter((fact) => fact !== null)
      return element(
        'li',
        {},
        element(
          'a',
          { href: addressOf({ language, kind: text.type, slug: text.slug }) },
          element('span', { class: 'name', lang: text.language, dir: 'auto' }, text.title),
          text.description && numbered
            ? element(
                'span',
                { class: 'about', lang: text.language, dir: 'auto' },
                text.description,
              )
            : null,
          facts.length === 0 ? null : element('span', { class: 'facts' }, facts.join(' · ')),
        ),
      )
    }),
  )
}
