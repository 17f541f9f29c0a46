import { expect, it } from 'vitest'
import { splitStatements } from '../../src/database/statements.ts'

it.each([
  ['select 1; select 2', ['select 1', 'select 2']],
  ['-- a; b\nselect 1;;  ', ['select 1']],
  ["select ';', 'it''s;'", ["select ';', 'it''s;'"]],
  ["select e'\\';', 1; select 2", ["select e'\\';', 1", 'select 2']],
  ['select ";" from "a"";b"', ['select ";" from "a"";b"']],
  ['do $$ begin; end $$; select $a$;$$;$a$', ['do $$ begin; end $$', 'select $a$;$$;$a$']],
  ['/* ; /* ; */ ; */ select 1', ['select 1']],
  ['select 1 /* ; */; -- end', ['select 1 /* ; */']],
  ['', []],
])('splits %j where a statement ends', (script, texts) => {
  expect(splitStatements(script).map((statement) => statement.text)).toEqual(texts)
})

it('says on which line each statement starts', () => {
  const lines = splitStatements('-- one\n\nselect\n1;\n\n  select 2').map(({ line }) => line)
  expect(lines).toEqual([3, 6])
})
