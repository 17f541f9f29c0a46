import { channel } from 'node:diagnostics_channel'

/**
 * The places between two effects, in the order in which a publish comes by. Killed at any of them and run
 * again, the end is that of a run that was never killed; `test/crash/` kills at each.
 */
export const publishPoints = [
  'lock-claimed',
  'database-made',
  'database-opened',
  'database-migrated',
  'planned',
  'blobs-saved',
  'record-written',
  'recorded',
  'rendition-put',
  'rendition-recorded',
  'file-put',
  'failures-noted',
  'document-put',
  'model-registered',
  'manifest-object-put',
  'live-replaced',
  'release-written',
  'released',
  'pointer-written',
  'pointer-confirmed',
  'vectors-reused',
  'vectors-saved',
  'vectors-linked',
  'cdn-told',
  'cdn-marked',
  // Inside every put of what never changes.
  'object-put',
  'object-noted',
  // Inside every put of the file bucket.
  'bytes-written',
  'object-claimed',
  'object-settled',
] as const

/** The places between two effects of what authors run on their work tree. */
export const authorPoints = ['file-drafted', 'file-put', 'file-taken'] as const

/** Those of telling hooks. */
export const hookPoints = ['delivery-taken', 'hook-told', 'hook-marked'] as const

/** Those of `gc`, and that of a publish which uses an object that `gc` has marked. */
export const garbagePoints = [
  'history-forgotten',
  'garbage-marked',
  'garbage-locked',
  'garbage-removed',
  'garbage-forgotten',
  'replaced-forgotten',
  'object-adopted',
] as const

/** Those of a reindex, besides the ones that it shares with a publish. */
export const reindexPoints = [
  'model-claimed',
  'chunks-staged',
  'index-built',
  'model-switched',
  'claim-ended',
] as const

/** Those of a reindex in batches, besides. */
export const batchPoints = [
  'batch-planned',
  'batch-uploaded',
  'batch-created',
  'batch-noted',
  'batch-kept',
  'batch-removed',
] as const

/** Those of `purge`, besides those of the publish in its midst. */
export const purgePoints = [
  'purge-decided',
  'purge-withdrawn',
  'purge-forgotten',
  'purge-erased',
] as const

/** Those of what people decide, besides the ones that it shares with a publish. */
export const decisionPoints = [
  'decisions-adopted',
  'decided',
  'live-put-back',
  'decision-copied',
] as const

/** Those of the service, besides those of the jobs that it runs. */
export const workerPoints = [
  'delivery-accepted',
  'mirror-fetched',
  'request-fetched',
  'run-kept',
] as const

export type Point = (
  | typeof workerPoints
  | typeof purgePoints
  | typeof publishPoints
  | typeof garbagePoints
  | typeof hookPoints
  | typeof authorPoints
  | typeof reindexPoints
  | typeof batchPoints
  | typeof decisionPoints
)[number]

/** The name of the channel on which each point is told as it is reached. */
export const pointChannel = 'hma-content.point'

const reached = channel(pointChannel)

/**
 * Tells whoever listens that a point is reached, and goes on when they have returned. Nobody listens
 * unless a module that was loaded before the program does (`node --import`), as tests do.
 */
export const reach = (point: Point): void => reached.publish(point)
