import type { Cost } from '../embed/compare.ts'
import type { StepCost } from '../embed/edit-cost.ts'
import type { Filled } from '../embed/kill-often.ts'
import type { SearchFigures, Times } from '../search/measure.ts'
import { formatMultiple, formatSeconds, markdownTable } from './table.ts'

/** A section of the results: what was measured, what is to be known of that, on what, and the figures. */
const section = (title: string, told: string, machine: readonly string[], table: string): string =>
  [`## Embeddings: ${title}`, told, machine.map((line) => `- ${line}`).join('\n'), table].join(
    '\n\n',
  )

/** What each way asked for and how long it took; `machine` is what it ran on. */
export const waysSection = (costs: readonly Cost[], machine: readonly string[]): string =>
  section('three ways', waysTold, machine, costTable(costs))

/** What fills came to that were killed, and one that was not. */
export const killsSection = (fills: readonly NamedFill[], machine: readonly string[]): string =>
  section('killed and not', killsTold, machine, fillTable(fills))

/** What each edit of a lesson asked for. */
export const editsSection = (edits: readonly StepCost[], machine: readonly string[]): string =>
  section('what edits cost', editsTold, machine, editTable(edits))

/** How long searches of so many chunks took. */
export const searchSection = (
  chunks: number,
  figures: SearchFigures,
  machine: readonly string[],
): string => section('search', searchTold, machine, searchTable(chunks, figures))

/** A fill and what it was of. */
export type NamedFill = Filled & { readonly what: string }

const waysTold = `All ways keep the same generated lessons of ten sections each, one after the other, by the same kind of local embeddings server, in a
thread of its own, and with their rows in the same kind of database. LangChain's is its package with its defaults; the third is written after what the
Action does. Time runs from when the cut texts are where each way reads them, which for ours is the database. A token is a quarter of a byte, as the
service estimates it.`

const killsTold = `A model is filled with generated chunks, once undisturbed, and once killed again and again, each time after at least one reply was
stored, while one request in twenty fails in turn in every way that passes. *Paid* are the texts that the server has answered; *packed* is the number
of requests that hold all of them. The right vector is the one that was sold for the text.`

const editsTold = `A repository of lessons with three sections each is published by the program; then one lesson is changed again and again.`

const searchTold = `Questions of two to ten words, every tenth of them mistyped, are asked in one process, of generated chunks whose vectors lie around subjects and
topics. The recall is that of these questions: how many of the ten lessons nearest by all vectors the index finds.`

/** The README's table: what each way asks for, which does not depend on the machine. */
export const embeddingTable = (costs: readonly Cost[]): string =>
  markdownTable([
    ['requests / tokens', ...new Set(costs.map(({ step }) => step))],
    ...[...Map.groupBy(costs, ({ way }) => way)].map(([way, steps]) => [
      way,
      ...steps.map(
        ({ requests, tokens }) =>
          `${requests.toLocaleString('en')} / ${tokens.toLocaleString('en')}`,
      ),
    ]),
  ])

const costTable = (costs: readonly Cost[]): string => {
  const [first] = costs
  const ours = new Map(
    costs.filter(({ way }) => way === first?.way).map(({ step, seconds }) => [step, seconds]),
  )
  return markdownTable(
    [
      ['step', 'way', 'requests', 'texts', 'tokens', 'seconds', '× ours'],
      ...[...Map.groupBy(costs, ({ step }) => step).values()]
        .flat()
        .map(({ way, step, requests, texts, tokens, seconds }) => [
          step,
          way,
          String(requests),
          String(texts),
          String(tokens),
          formatSeconds(seconds),
          formatMultiple(seconds, ours.get(step) ?? null),
        ]),
    ],
    2,
  )
}

const fillTable = (fills: readonly NamedFill[]): string =>
  markdownTable([
    ['', 'requests', 'packed', 'texts paid', 'at most', 'live with a vector', 'the right one'],
    ...fills.map((one) => [
      one.what,
      String(one.requests),
      String(one.fewestRequests),
      String(one.sold),
      String(one.mostSold),
      String(one.live),
      String(one.right),
    ]),
  ])

const editTable = (edits: readonly StepCost[]): string =>
  markdownTable([
    ['', 'requests', 'texts'],
    ...edits.map(({ step, asked }) => [step, String(asked.length), String(asked.flat().length)]),
  ])

const searchTable = (chunks: number, { text, both, recall }: SearchFigures): string => {
  const cells = ({ p50, p95 }: Times): readonly string[] => [p50.toFixed(1), p95.toFixed(1)]
  return markdownTable([
    [`search of ${chunks} chunks`, 'p50 ms', 'p95 ms', 'recall@10 of the index'],
    ['full text', ...cells(text), ''],
    ['full text and vectors', ...cells(both), recall?.toFixed(3) ?? 'no index'],
  ])
}
