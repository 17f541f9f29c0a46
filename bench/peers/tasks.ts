import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Measured } from '../measure/run-process.ts'
import type { Sample } from '../measure/samples.ts'
import type { Setting, Task } from '../rows/task.ts'
import { contentCollections } from './content-collections.ts'
import { hugoBuild, hugoList } from './hugo.ts'
import { hugoVersion, installPeers } from './install.ts'
import type { Peer } from './peer.ts'
import { unreadableFiles } from './unreadable.ts'
import { veliteMarkdown, veliteRaw } from './velite.ts'
import {
  clean,
  fitWorkspace,
  openWorkspace,
  runPeer,
  takeAway,
  type Workspace,
} from './workspace.ts'

/** Other tools, ready to be measured, and what has to be said about them. */
export type PeerTasks = {
  readonly tasks: readonly Task[]
  /** Run once, at the end. */
  readonly slow: readonly Task[]
  readonly remarks: readonly string[]
}

/** Lays every peer's workspace out and proves, before anything is measured, that it reads the files. */
export const preparePeers = async (setting: Setting): Promise<PeerTasks> => {
  const remarks: string[] = []
  await installPeers(setting.say)
  const hugo = await hugoVersion()
  if (hugo === null) remarks.push('Hugo is not installed here, so its rows are missing.')
  const unreadable = await unreadableFiles(setting.corpus)
  const prepared: PreparedPeer[] = []
  for (const peer of [
    veliteRaw,
    contentCollections,
    ...(hugo === null ? [] : [hugoList, hugoBuild]),
  ]) {
    try {
      prepared.push(await prepare(setting, peer, unreadable))
    } catch (error) {
      remarks.push(`${peer.name} has no row: ${oneLine(error)}`)
    }
  }
  const [raw] = prepared.filter(({ peer }) => peer === veliteRaw)
  const slow =
    raw === undefined ? [] : [await prepare(setting, veliteMarkdown, raw.workspace.removed)]
  remarks.push(...prepared.flatMap(removedRemark))
  const tasksOf = (list: readonly PreparedPeer[]): readonly Task[] =>
    list.map(({ peer, workspace }) => peerTask(setting, peer, workspace))
  return { tasks: tasksOf(prepared), slow: tasksOf(slow), remarks }
}

type PreparedPeer = { readonly peer: Peer; readonly workspace: Workspace }

let laidOut = 0

/** Lays out all files but the unfit; a slow peer is not tried out, and is told what another one stopped at. */
const prepare = async (
  { say, directory, corpus }: Setting,
  peer: Peer,
  unfit: readonly string[],
): Promise<PreparedPeer> => {
  say(`${peer.name}: laying its files out`)
  laidOut += 1
  const workspace = await openWorkspace(peer, corpus, join(directory, `peer-${laidOut}`))
  await takeAway(workspace, unfit)
  if (!peer.slow) {
    await clean(peer, workspace)
    await checkCount(peer, workspace, await fitWorkspace(peer, workspace))
  }
  return { peer, workspace }
}

const removedRemark = ({ peer, workspace: { removed } }: PreparedPeer): readonly string[] => {
  if (removed.length === 0) return []
  const some = removed.slice(0, 3).map((path) => `\`${path}\``)
  const more = removed.length > some.length ? ', …' : ''
  return [
    `${peer.name} was spared ${removed.length} files that it or another tool stops at: ${some.join(', ')}${more}`,
  ]
}

const oneLine = (error: unknown): string =>
  stripVTControlCharacters(String(error)).replaceAll(/\s+/g, ' ').slice(0, 300)

/** Throws where a peer did not make something of every file it was given. */
const checkCount = async (
  peer: Peer,
  workspace: Workspace,
  { code, stdout, stderr }: Measured,
): Promise<number> => {
  if (code !== 0) throw new Error(`${peer.name} ended with ${code}: ${stderr.slice(-500)}`)
  const count = await peer.count(workspace.directory, stdout)
  if (count === workspace.files.size) return count
  throw new Error(`${peer.name} read ${count} of ${workspace.files.size} files.`)
}

const peerTask = ({ say }: Setting, peer: Peer, workspace: Workspace): Task => ({
  name: peer.name,
  measure: async () => {
    const once = async (row: string): Promise<Sample> => {
      say(`${peer.name}, ${row}`)
      const measured = await runPeer(peer, workspace)
      const { seconds, peakBytes } = measured
      const count = await checkCount(peer, workspace, measured)
      const files = `${count.toLocaleString('en')} files: ${peer.does}`
      return { row, where: peer.name, seconds, peakBytes, stages: null, count: files }
    }
    await clean(peer, workspace)
    const cold = await once('cold')
    if (peer.slow) return [cold]
    const again = await once('nothing changed')
    await editFile(workspace)
    return [cold, again, await once('one file changed')]
  },
})

const editFile = async ({ directory, files }: Workspace): Promise<void> => {
  const path = [...files][Math.floor(files.size / 2)]
  if (path === undefined) throw new Error('Expected a file to edit.')
  await appendFile(join(directory, 'content', path), '\n\nThe bench wrote this paragraph.\n')
}
