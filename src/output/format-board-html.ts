import {
  type BoardEntry,
  byUrgency,
  countByLanguage,
  type LanguageCount,
} from '../translation/board.ts'
import { matrixRows } from './format-board.ts'

/** The board as one page that needs no other file, no script and no server. */
export const formatBoardHtml = (entries: readonly BoardEntry[], now: string): string => {
  const counts = countByLanguage(entries)
  const outdated = byUrgency(entries.filter(({ freshness }) => freshness === 'outdated'))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Translations</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Translations</h1>
<p>As of <time datetime="${text(now)}">${text(now.slice(0, 16).replace('T', ' '))} UTC</time>.</p>
<h2 id="languages">Languages</h2>
${languageTable(counts)}
<h2 id="outdated">Outdated</h2>
${outdated.length === 0 ? '<p>Nothing is outdated.</p>' : `<ol>\n${outdated.map(listItem).join('\n')}\n</ol>`}
<h2 id="all">All items</h2>
<div class="wide" tabindex="0" role="region" aria-labelledby="all">
${matrix(entries, counts)}
</div>
</main>
</body>
</html>`
}

const languageTable = (counts: readonly LanguageCount[]): string => {
  const rows = counts.map(
    ({ language, current, outdated, missing, words }) =>
      `<tr><th scope="row">${text(nameOf(language))} <code>${text(language)}</code></th><td>${current}</td><td>${outdated}</td><td>${missing}</td><td>${words}</td></tr>`,
  )
  return `<table>
<thead><tr><th scope="col">Language</th><th scope="col">Current</th><th scope="col">Outdated</th><th scope="col">Missing</th><th scope="col">Words to translate</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`
}

const listItem = ({ title, slug, language, state, words, sections }: BoardEntry): string => {
  const parts = sections.map(
    ({ change, title: heading, words: changed }) =>
      `<li>${text(change)}: ${heading === '' ? 'the text before the first heading' : text(heading)}${changed === 0 ? '' : `, ${changed} words`}</li>`,
  )
  const list = parts.length === 0 ? '' : `<ul>${parts.join('')}</ul>`
  return `<li><strong>${text(title)}</strong> in ${text(nameOf(language))} <code>${text(slug)}</code>: ${text(state)}, ${words} words${list}</li>`
}

const matrix = (entries: readonly BoardEntry[], counts: readonly LanguageCount[]): string => {
  const head = counts.map(({ language }) => `<th scope="col">${text(language)}</th>`)
  const rows = matrixRows(entries).map(({ slug, title, cells }) => {
    const columns = counts.map(({ language }) => cell(cells.get(language)))
    return `<tr><th scope="row">${text(title)}<br><code>${text(slug)}</code></th>${columns.join('')}</tr>`
  })
  return `<table>
<thead><tr><th scope="col">Item</th>${head.join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`
}

const cell = (entry: BoardEntry | undefined): string => {
  if (entry === undefined) return '<td></td>'
  const { freshness, words } = entry
  const shown = freshness === 'outdated' ? `outdated, ${words} words` : freshness
  return `<td class="${freshness}">${shown}</td>`
}

const nameOf = (language: string): string => {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language
  } catch {
    return language
  }
}

const text = (value: string): string =>
  value.toWellFormed().replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

// The colours have a contrast of 7 and more on both backgrounds: https://www.w3.org/TR/WCAG22/#contrast-enhanced
const style = `
:root { color-scheme: light dark; --ink: #1d1d1b; --paper: #fff; --line: #767670; --good: #0b4a1e; --old: #7a2e00; --none: #45453f; }
@media (prefers-color-scheme: dark) { :root { --ink: #efeee8; --paper: #1a1b18; --line: #8d8d84; --good: #a4e0b0; --old: #ffc48f; --none: #cfcfc4; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 75rem; margin: 0 auto; padding: 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: 0.35rem 0.75rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
tbody th { font-weight: normal; }
td { white-space: nowrap; font-variant-numeric: tabular-nums; }
code { font-size: 0.85em; }
.current { color: var(--good); }
.outdated { color: var(--old); font-weight: bold; }
.missing { color: var(--none); }
`
