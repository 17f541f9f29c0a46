import { parentPort, workerData } from 'node:worker_threads'
import { ContentError } from '../errors.ts'
import { openObjects } from '../source/objects.ts'
import { blobTasks } from './blob-tasks.ts'
import type { Answer, Question, ThreadData } from './blob-threads.ts'

// The program of a thread: answers questions about blobs one after the other until it is told to end.
const { place, shapes } = workerData as ThreadData
const objects = openObjects(place)
const tasks = blobTasks({ objects, shapes })

const ask = (question: Question): Promise<readonly unknown[]> => {
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
    await objects.close()
    parentPort?.close()
  })
})
