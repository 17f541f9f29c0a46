import { type ConfigFlags, readConfig } from '../config.ts'
import type { Connections } from '../connect.ts'
import { pendingChunks } from '../database/embeddings.ts'
import { dollarsOf } from '../line/estimate-reindex.ts'
import { repair } from '../line/repair.ts'
import { openStages } from '../line/stages.ts'
import { tellCdn } from '../line/tell-cdn.ts'
import { type Verified, type VerifyFinding, verify } from '../line/verify.ts'
import { readingEmbedder } from '../open-embedder.ts'
import { openLfs } from '../open-lfs.ts'
import { openRepository } from '../open-repository.ts'
import { formatCost } from '../output/format-cost.ts'
import { formatFindings } from '../output/format-text.ts'
import { printable } from '../output/printable.ts'
import { counted } from '../output/report.ts'
import { type CommandContext, exitCodes, table } from '../output/terminal.ts'
import { withExisting } from '../with-existing.ts'

export type VerifyOptions = ConfigFlags & {
  readonly readData?: boolean
  readonly repair?: boolean
  readonly format: 'text' | 'json'
}

/**
 * Compares Git, the database, the bucket and the vectors, and prints what differs, or with `--repair` first mends it;
 * exits with 1 where anything is left.
 */
export const verifyCommand = async (
  options: VerifyOptions,
  { terminal, variables, now }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  const repository = await openRepository(config, variables.PATH)
  return await withExisting(config, async (connections) => {
    const { database, bucket } = connections
    const readMedia = options.readData === true
    const from = { database, bucket, repository, config, readMedia, now }
    const found = await verify(from)
    const isRepair = options.repair === true && found.findings.length > 0
    if (!isRepair) return report(found, null, options, terminal)
    await noteCost(connections, terminal)
    const onProgress = terminal.progress
    const stages = openStages(onProgress)
    const lfs = openLfs(config, repository, variables)
    const sources = { ...from, connections, lfs, stages, onProgress }
    const mend = async (damage: Verified): Promise<Verified> => {
      const { diagnostics, failure } = await repair(sources, damage)
      if (diagnostics.length > 0) terminal.note(formatFindings(diagnostics))
      if (failure !== null) terminal.note(failure.message)
      return await verify(from)
    }
    const { seen, left } = await mendAll(found, mend)
    if (connections.cdn !== null) await tellCdn(database, connections.cdn)
    return report(left, seen, options, terminal)
  })
}

/** Mends until nothing new shows: what an object alone names that is damaged itself is seen only once that is mended. */
const mendAll = async (
  found: Verified,
  mend: (damage: Verified) => Promise<Verified>,
): Promise<{ readonly seen: readonly VerifyFinding[]; readonly left: Verified }> => {
  const seen = new Map<string, VerifyFinding>()
  let left = found
  while (left.findings.some((finding) => !seen.has(keyOf(finding)))) {
    for (const finding of left.findings) seen.set(keyOf(finding), finding)
    left = await mend(left)
  }
  return { seen: [...seen.values()], left }
}

/** What vectors that are missing will cost. */
const noteCost = async (
  connections: Connections,
  { note }: CommandContext['terminal'],
): Promise<void> => {
  const embedder = await readingEmbedder(connections)
  const pending = await pendingChunks(connections.database, embedder.model, 'unlinked')
  if (pending.length === 0) return
  const texts = new Map(pending.map(({ inputDigest, tokens }) => [inputDigest, tokens]))
  const tokens = [...texts.values()].reduce((sum, count) => sum + count, 0)
  const cost = formatCost(dollarsOf(tokens, embedder.price))
  note(
    `Vectors to buy: ${counted(texts.size, 'text')}, ${tokens} tokens of ${embedder.model}, ${cost}.`,
  )
}

const report = (
  verified: Verified,
  before: readonly VerifyFinding[] | null,
  { format }: VerifyOptions,
  { print }: CommandContext['terminal'],
): number => {
  const left = new Set(verified.findings.map(keyOf))
  const mended = before?.filter((finding) => !left.has(keyOf(finding))) ?? null
  if (format === 'json')
    print(JSON.stringify(mended === null ? verified : { ...verified, mended }, null, 2))
  else print(formatVerified(verified, mended))
  return left.size === 0 ? exitCodes.fine : exitCodes.content
}

const keyOf = ({ kind, subject }: VerifyFinding): string => `${kind} ${subject}`

const formatVerified = (
  { release, findings, objects, orphans, texts }: Verified,
  mended: readonly VerifyFinding[] | null,
): string => {
  const rows = [
    ...(mended ?? []).map((finding) => ['mended', ...cells(finding)]),
    ...findings.map((finding) => [...(mended === null ? [] : ['left']), ...cells(finding)]),
  ]
  const summary = [
    `Release ${release ?? 'none'}: ${counted(texts, 'text')}, ${counted(objects.live, 'object')}`,
    `${counted(objects.others, 'other object')} in the bucket, ${counted(orphans.length, 'orphan')} among them`,
    findings.length === 0 ? 'no difference found' : counted(findings.length, 'difference'),
  ].join('; ')
  return rows.length === 0 ? `${summary}.` : `${table(rows)}\n\n${summary}.`
}

const cells = ({ kind, subject, message }: VerifyFinding): readonly string[] => [
  kind,
  printable(subject),
  message,
]
