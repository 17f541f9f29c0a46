import { parentPort, workerData } from 'node:worker_threads'
import { ContentError } from '../errors.ts'
import { type ObjectReader, openObjects } from '../source/objects.ts'
import { blobTasks } from './blob-tasks.ts'
import type { Answer, Question, ThreadData } from './start-thread.ts'

// The program of a thread: answers questions about blobs one after the other until it is told to end.
const { place, shapes } = workerData as ThreadData
let handed: Question['blobs']
const objects = place === null ? null : openObjects(place)
const read: ObjectReader['read'] = async (oid, limit) => {
  const found = handed?.get(oid)
  if (found === undefined) return objects?.read(oid, limit) ?? { kind: 'missing' }
  const isTooLarge = found.kind === 'blob' && found.bytes.byteLength > limit
  return isTooLarge ? { kind: 'too-large', size: found.bytes.byteLength } : found
}
const tasks = blobTasks({ objects: { read }, shapes })

const ask = (question: Question): Promise<readonly unknown[]> => {
  handed = question.blobs
  switch (question.name) {
    case 'parse':
      return tasks.parse(...question.arguments)
    case 'compare':
      return tasks.compare(...question.arguments)
    case 'render':
      return tasks.render(...question.arguments)
  }
}

const answer = async (question: Question): Promise<Answer> => {
  try {
    return { results: await ask(question) }
  } catch (error) {
    const { message } = error as Error
    const known = error instanceof ContentError ? error : null
    return { error: { code: known?.code ?? null, message, hint: known?.hint ?? '' } }
  }
}

let before: Promise<void> = Promise.resolve()

parentPort?.on('message', (question: Question | null) => {
  before = before.then(async () => {
    if (question !== null) {
      parentPort?.postMessage(await answer(question))
      return
    }
    await objects?.close()
    parentPort?.close()
  })
})
