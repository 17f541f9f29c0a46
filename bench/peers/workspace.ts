import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Corpus } from '../corpus/corpus.ts'
import { type Measured, runProcess } from '../measure/run-process.ts'
import { peerModules } from './install.ts'
import type { Peer } from './peer.ts'

/** A directory that a peer works in: its configuration, and the corpus's files below `content/`. */
export type Workspace = {
  readonly directory: string
  /** Paths below `content/`; files that the peer cannot read are removed from it. */
  readonly files: Set<string>
  /** Files that it stopped at. */
  readonly removed: string[]
}

/** Lays the corpus's files out for a peer, outside of any measurement. */
export const openWorkspace = async (
  peer: Peer,
  corpus: Corpus,
  directory: string,
): Promise<Workspace> => {
  await mkdir(directory, { recursive: true })
  await symlink(peerModules, join(directory, 'node_modules'))
  const own = { 'package.json': '{"type":"module"}\n', ...peer.files }
  for (const [path, content] of Object.entries(own)) await writeBelow(directory, path, content)
  const files = new Set<string>()
  for (const { path } of corpus.files) {
    const laid = asPage(path)
    const content = await readFile(join(corpus.repository, path))
    await writeBelow(join(directory, 'content'), laid, content)
    files.add(laid)
  }
  return { directory, files, removed: [] }
}

// To Hugo, `index.md` makes everything beside it a part of one page.
const asPage = (path: string): string =>
  /^_?index\.md$/.test(basename(path)) ? join(dirname(path), `page-${basename(path)}`) : path

const writeBelow = async (
  directory: string,
  path: string,
  content: string | Uint8Array,
): Promise<void> => {
  await mkdir(dirname(join(directory, path)), { recursive: true })
  await writeFile(join(directory, path), content)
}

/** Runs a peer once in its workspace. */
export const runPeer = (peer: Peer, { directory }: Workspace): Promise<Measured> =>
  runProcess(peer.command, peer.args(directory), { cwd: directory })

/** Removes what a peer wrote. */
export const clean = async (peer: Peer, { directory }: Workspace): Promise<void> => {
  for (const output of peer.outputs) {
    await rm(join(directory, output), { recursive: true, force: true })
  }
}

// Real repositories have some dozen files that one tool or another cannot read.
const mostRounds = 60

/**
 * Runs a peer until it ends well, taking away each time the files that it stopped at: unlike
 * hma-content it makes nothing at all while there is a bad one. Throws where it names none.
 */
export const fitWorkspace = async (peer: Peer, workspace: Workspace): Promise<Measured> => {
  for (let round = 0; round < mostRounds; round++) {
    const measured = await runPeer(peer, workspace)
    if (measured.code === 0) return measured
    const said = measured.stdout + measured.stderr
    const named = [...workspace.files].filter((path) => said.includes(path))
    if (named.length === 0) throw new Error(`${peer.name} stopped: ${said.slice(-1500)}`)
    await takeAway(workspace, named)
  }
  throw new Error(`${peer.name} still stops after ${mostRounds} rounds.`)
}

/** Takes files away from a peer. */
export const takeAway = async (workspace: Workspace, paths: readonly string[]): Promise<void> => {
  for (const path of paths.map(asPage)) {
    await rm(join(workspace.directory, 'content', path))
    workspace.files.delete(path)
    workspace.removed.push(path)
  }
}
