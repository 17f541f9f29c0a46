import { describe, expect, it } from 'vitest'
import { actingFile, actingFindings } from '../../src/source/acting-file.ts'

describe('actingFile', () => {
  it.each([
    ['.gitattributes', 'acting/gitattributes'],
    ['content/a/.gitattributes', 'acting/gitattributes'],
    ['content/x.gitattributes', null],
    ['.lfsconfig', 'acting/lfsconfig'],
    ['a/.lfsconfig', null],
    ['.gitmodules', 'acting/gitmodules'],
    ['.vscode/tasks.json', 'acting/tasks'],
    ['.vscode/settings.json', null],
    ['package.json', null],
  ])('takes %j for %j', (path, expected) => {
    expect(actingFile(path)).toBe(expected)
  })
})

describe('actingFindings', () => {
  it.each([
    ['acting/lfsconfig', '[lfs]\n\turl = https://evil.example', 'error 2'],
    ['acting/lfsconfig', '[lfs] pushurl=https://evil.example', 'error 1'],
    ['acting/lfsconfig', '[remote "origin"]\nlfsurl = https://evil.example', 'error 2'],
    ['acting/lfsconfig', '[lfs]\n\tfetchexclude = *.mp4\n# url = x', ''],
    ['acting/gitmodules', '[submodule "t"]\n\tpath = t\n\turl = ../theme.git', ''],
    ['acting/gitmodules', '[submodule "t"]\r\n\tpath = t\r\n\turl = https://x.example/t\r\n', ''],
    ['acting/gitmodules', '[submodule "t"]\n\turl = -u./run', 'error 2'],
    ['acting/gitmodules', '[submodule "t"]\n\tpath = "-x"', 'error 2'],
    ['acting/gitmodules', '[submodule "t"]\n\tpath = "t\r"\n', 'error 2'],
    ['acting/gitmodules', '[submodule "t"]\n\turl = ext::sh -c run', 'error 2'],
    ['acting/gitmodules', '[submodule "t"]\n\tupdate = !run', 'error 2'],
    ['acting/gitmodules', '[submodule "t"] path = ""-x', 'error 1'],
    ['acting/gitmodules', '[submodule "t"]\n\tpath = \\\n-x', 'error 2'],
    ['acting/gitmodules', '[submodule "t"]\n\tpath =\n\turl = a-b\n\tbranch = -', ''],
    ['acting/tasks', '{ "runOptions": { "runOn": "folderOpen" } }', 'warning 1'],
    ['acting/tasks', '{\n"runOn": // when\n"folder\\u004fpen" }', 'warning 3'],
    ['acting/tasks', '{ "runOptions": { "runOn": "default" } }', ''],
  ] as const)('finds in %s %j: %s', (kind, text, expected) => {
    const found = actingFindings(kind, text).map(({ severity, line }) => `${severity} ${line}`)
    expect(found.join()).toBe(expected)
  })

  it.each([
    ['white space', ' '],
    ['headers', '[a] '],
    ['keys', 'path='],
  ])('takes no time over a line of %s', (_, part) => {
    const text = part.repeat(1_000_000 / part.length)
    expect(actingFindings('acting/gitmodules', text)).toEqual([])
    expect(actingFindings('acting/lfsconfig', text)).toEqual([])
  })
})
