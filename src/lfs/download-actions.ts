import type { LfsPointer } from '../lfs-pointer.ts'
import { MediaFailure } from '../media/media-finding.ts'
import type { DownloadAction } from './download-action.ts'
import { refusedObject } from './lfs-failure.ts'

/** Where files are to be fetched: asked of the server for many at a time. */
export type DownloadActions = {
  /** @throws MediaFailure where the server refuses the file, or all of them */
  readonly of: (pointer: LfsPointer) => Promise<DownloadAction>
  /** Lets an action go that the server does not take any more. */
  readonly forget: (pointer: LfsPointer) => void
}

type Waiting = {
  readonly pointer: LfsPointer
  readonly resolve: (action: DownloadAction) => void
  readonly reject: (error: unknown) => void
}

// GitHub takes no more at once.
const mostAtOnce = 100
// An address that is about to expire might do so on the way.
const margin = 30_000

/**
 * Asks for those that were asked for while the question before was under way. Once the server has failed to answer a
 * whole question, it is not asked again in this run: each file would wait as long for the same.
 */
export const openDownloadActions = (
  ask: (
    pointers: readonly LfsPointer[],
  ) => Promise<ReadonlyMap<string, DownloadAction | MediaFailure>>,
): DownloadActions => {
  const known = new Map<string, DownloadAction>()
  let queue: readonly Waiting[] = []
  let asking = false
  let broken: unknown = null

  const answer = async (some: readonly Waiting[]): Promise<void> => {
    try {
      if (broken !== null) throw broken
      const answers = await ask(some.map(({ pointer }) => pointer))
      for (const { pointer, resolve, reject } of some) {
        const found = answers.get(pointer.oid) ?? refusedObject(404)
        if (found instanceof MediaFailure) reject(found)
        else {
          known.set(pointer.oid, found)
          resolve(found)
        }
      }
    } catch (error) {
      broken ??= error
      for (const { reject } of some) reject(error)
    }
  }
  const askAll = async (): Promise<void> => {
    asking = true
    while (queue.length > 0) {
      const some = queue.slice(0, mostAtOnce)
      queue = queue.slice(mostAtOnce)
      await answer(some)
    }
    asking = false
  }

  return {
    of: (pointer) => {
      const action = known.get(pointer.oid)
      if (action !== undefined && action.expires > Date.now() + margin)
        return Promise.resolve(action)
      const { promise, resolve, reject } = Promise.withResolvers<DownloadAction>()
      queue = [...queue, { pointer, resolve, reject }]
      if (!asking) void askAll()
      return promise
    },
    forget: ({ oid }) => {
      known.delete(oid)
    },
  }
}
