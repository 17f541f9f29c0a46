import { describe, expect, it } from 'vitest'
import { read } from './reading.ts'

const found = (body: string) =>
  read(body)
    .findings.filter(({ rule }) => rule === 'IMAGE_ALT')
    .map(({ severity, line, column }) => `${severity} ${line}:${column}`)

describe('a picture without an alternative text', () => {
  it.each([
    ['nothing', '![](a.png)', ['warning 1:1']],
    ['white space', '![ \t](a.png)', ['warning 1:1']],
    ['a space that does not break', '![\u00a0](a.png)', ['warning 1:1']],
    ['a title alone', '![](a.png "Grass")', ['warning 1:1']],
    ['a class alone', '![](a.png){.wide}', ['warning 1:1']],
    ['attributes that stand apart', '![](a.png) {alt="Grass"}', ['warning 1:1']],
    ['a reference', 'Look: ![][a]\n\n[a]: a.png', ['warning 1:7']],
    ['a link around it', '[![](a.png)](b.md)', ['warning 1:2']],
    ['two of them', '![](a.png)\n\n> ![](b.png)', ['warning 1:1', 'warning 3:3']],
  ])('is reported with %s', (_, body, places) => {
    expect(found(body)).toEqual(places)
  })

  it.each([
    ['a text', '![Grass](a.png)'],
    ['a formatted text', '![**Grass**](a.png)'],
    ['a text behind it', "![](a.png){alt='Grass' width=40%}"],
    ['a reference with a text', '![Grass][a]\n\n[a]: a.png'],
    ['a reference that is its text', '![a]\n\n[a]: a.png'],
    ['decoration', '![](a.png){alt=""}'],
    ['decoration in single quotes, with a class', "![](a.png){.wide alt=''}"],
    ['decoration by reference', '![][a]{alt=""}\n\n[a]: a.png'],
    ['code', '`![](a.png)`\n\n    ![](a.png)'],
    ['no picture', '\\![](a.png)'],
  ])('is not seen in %s', (_, body) => {
    expect(found(body)).toEqual([])
  })
})
