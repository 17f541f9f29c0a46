import { addressOf, decoded } from './address.js'
import { element } from './element.js'
import { makeQuizzes } from './quiz.js'

/** The HTML of a document as nodes of this page, with media from the bucket, and with what a lesson asks made usable. */
export const lessonBody = (document, { bucket, language, words }) => {
  const { body } = new DOMParser().parseFromString(document.html, 'text/html')
  linkItems(body, language)
  takeFromBucket(body, bucket)
  for (const medium of Object.values(document.media)) {
    if (medium.kind === 'file') playFile(body, medium, bucket)
    else preparePlaces(body, medium)
  }
  makeQuizzes(body, words)
  foldSolutions(body, words)
  enableLists(body, document.id)
  // What scrolls by itself has to be reached with keys, too.
  for (const code of body.querySelectorAll('pre')) code.tabIndex = 0
  for (const table of body.querySelectorAll('table')) {
    const frame = element('div', {
      class: 'table',
      role: 'group',
      'aria-label': words.table,
      tabindex: 0,
    })
    table.replaceWith(frame)
    frame.append(table)
  }
  return body
}

/** Links to other texts go by their ids until the catalogue has told where these are. */
const linkItems = (body, language) => {
  for (const link of body.querySelectorAll('a[href^="hma:"]')) {
    const [id, anchor = ''] = link.getAttribute('href').slice('hma:'.length).split('#')
    link.dataset.item = id
    link.dataset.anchor = anchor
    link.href = addressOf({ language, kind: 'id', slug: id, anchor: decoded(anchor) })
  }
}

/** Leads links to other texts to their addresses; one that leads nowhere any more is none. */
export const resolveLinks = async (root, catalogue, language) => {
  const links = [...root.querySelectorAll('a[data-item]')]
  await Promise.all(
    links.map(async (link) => {
      const text = await catalogue.find(link.dataset.item, language)
      if (text === null) return link.replaceWith(...link.childNodes)
      const anchor = decoded(link.dataset.anchor)
      link.href = addressOf({ language, kind: text.type, slug: text.slug, anchor })
      if (text.language !== language) link.hreflang = text.language
    }),
  )
}

// In a document every key stands as an address from the root.
const takeFromBucket = (body, bucket) => {
  const inBucket = (path) => new URL(path.slice(1), bucket).href
  for (const each of body.querySelectorAll('[src^="/"]'))
    each.setAttribute('src', inBucket(each.getAttribute('src')))
  for (const each of body.querySelectorAll('a[href^="/"]'))
    each.setAttribute('href', inBucket(each.getAttribute('href')))
  for (const each of body.querySelectorAll('[srcset]')) {
    const paths = each.getAttribute('srcset').split(', ')
    each.setAttribute('srcset', paths.map((path) => inBucket(path).replace('%20', ' ')).join(', '))
  }
}

/** A link that stands by itself and leads to a film or a sound becomes a player with the link below it. */
const playFile = (body, file, bucket) => {
  const address = new URL(file.key, bucket).href
  for (const link of body.querySelectorAll('p > a:only-child')) {
    const isAlone = link.parentElement.textContent.trim() === link.textContent.trim()
    if (link.href !== address || !isAlone) continue
    const facts = ` ${typeOf(file.contentType)}, ${sizeOf(file.size)}`
    link.parentElement.replaceWith(
      element(
        'figure',
        { class: file.contentType.split('/')[0] },
        playerOf(file, bucket),
        element('figcaption', {}, link, element('span', { class: 'facts' }, facts)),
      ),
    )
  }
}

/** What plays a file; null of one that is not to be played. A film's size keeps the room for it. */
const playerOf = ({ key, contentType, width, height, poster }, bucket) => {
  const [kind] = contentType.split('/')
  if (kind !== 'video' && kind !== 'audio') return null
  const still = poster?.outputs.at(-1)
  return element(kind, {
    src: new URL(key, bucket).href,
    controls: true,
    preload: 'metadata',
    playsinline: true,
    width,
    height,
    poster: still && new URL(still.key, bucket).href,
  })
}

/** Shows a tiny picture of a picture in its place, and behind that the colour it mostly has, until it is there. */
const preparePlaces = (body, { outputs, color, placeholder }) => {
  // Of pictures that are seen through, neither is known.
  if (color === null) return
  for (const image of body.querySelectorAll('img'))
    if (outputs.some(({ key }) => image.src.endsWith(`/${key}`)))
      image.style.background = `${color} url("${placeholder}") center / 100% 100%`
}

const typeOf = (contentType) => contentType.split(/[/;]/)[1].toUpperCase()

const sizeOf = (bytes) =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`

const foldSolutions = (body, words) => {
  for (const solution of body.querySelectorAll('section.solution:not(.answer > *)')) {
    const details = element(
      'details',
      { class: 'solution' },
      element('summary', {}, words.solution),
    )
    solution.replaceWith(details)
    details.append(...solution.childNodes)
  }
}

/** Boxes of lists that are to be ticked off can be, and are found ticked when the page is opened again. */
const enableLists = (body, id) => {
  const boxes = [...body.querySelectorAll('li.task-list-item input')]
  const place = `ticked ${id}`
  const ticked = new Set(remembered(place))
  for (const [at, box] of boxes.entries()) {
    const item = box.closest('li')
    box.disabled = false
    box.checked ||= ticked.has(at)
    box.addEventListener('change', () => {
      remember(
        place,
        [...boxes.keys()].filter((each) => boxes[each].checked),
      )
    })
    const holder = box.parentElement
    const inner = [...holder.childNodes].filter(
      (node) => !(node instanceof HTMLElement && node.matches('ul, ol')),
    )
    const label = element('label')
    inner[0].before(label)
    label.append(box, element('span', {}, ...inner.filter((node) => node !== box)))
    item.classList.add('tick')
  }
}

/** What was kept under a name in this browser; an empty list where there is nothing, or keeping is not allowed. */
const remembered = (name) => {
  try {
    return JSON.parse(localStorage.getItem(name) ?? '[]')
  } catch {
    return []
  }
}

const remember = (name, value) => {
  try {
    localStorage.setItem(name, JSON.stringify(value))
  } catch {
    // Then it holds as long as the page is open.
  }
}
