import type { Sample } from '../measure/samples.ts'
import type { Task } from '../rows/task.ts'
import { filesOf } from './files.ts'
import type { WorkerLoad } from './options.ts'
import { type ServicePlace, sharesOf, startService } from './service.ts'

/** A push of a load, published with one worker and with two. */
export const workerTasks = (place: ServicePlace, load: WorkerLoad): readonly Task[] =>
  [1, 2].map((workers) => taskOf(place, load, workers))

const taskOf = (place: ServicePlace, load: WorkerLoad, workers: number): Task => ({
  name: `${load}, ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
  measure: async () => {
    await using service = await startService(place, workers, load === 'cores' ? 'one each' : 'all')
    const { stages, seconds } = await service.publish(await filesOf(load, place))
    const shares = await sharesOf(service)
    if (shares.length !== workers) throw new Error(`${shares.length} of ${workers} did any part.`)
    const stage = load === 'texts' ? 'embed' : 'media'
    return [
      sample(rowNames[load](place), workers, stages[stage] ?? 0, shares),
      sample(`${rowNames[load](place)}: the whole publish`, workers, seconds, shares),
    ]
  },
})

const rowNames: Readonly<Record<WorkerLoad, (place: ServicePlace) => string>> = {
  pictures: ({ pictures }) => `${pictures} pictures, on the same cores`,
  cores: ({ pictures }) => `${pictures} pictures, on a core for each worker`,
  documents: ({ documents, distance }) => `${documents} documents, to a bucket ${distance} ms away`,
  texts: ({ requests, latency }) =>
    `texts of about ${requests} requests, each answered after ${latency} ms`,
}

const sample = (
  row: string,
  workers: number,
  seconds: number,
  shares: readonly number[],
): Sample => ({
  row,
  where: workers === 1 ? 'one worker' : `${workers} workers`,
  seconds,
  peakBytes: null,
  stages: null,
  count: `${shares.join(' + ')} parts`,
})
