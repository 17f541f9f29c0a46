import { setTimeout as sleep } from 'node:timers/promises'
import { S3Client } from '@aws-sdk/client-s3'
import type { S3Place } from '../environment.ts'
import { checkedKey } from './object-key.ts'
import { pauseAfter } from './s3-failure.ts'
import { tellRequests } from './s3-requests.ts'

/** How long a server is borne with. */
export type Patience = {
  /** Milliseconds after which a connection on which nothing moves is given up. */
  readonly silence: number
  /** Waits so many milliseconds; rejects where the signal aborts. */
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>
}

/** A bucket of S3 as its requests need it. */
export type Store = {
  readonly client: S3Client
  readonly place: S3Place
  readonly wait: Patience['wait']
}

/** The most requests that one bucket has under way. */
export const socketsAtOnce = 64

const usualPatience: Patience = {
  silence: 60_000,
  wait: (milliseconds, signal) =>
    sleep(milliseconds, undefined, signal === undefined ? {} : { signal }),
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** Opens no connection yet. */
export const openStore = (place: S3Place, { silence, wait }: Patience = usualPatience): Store => {
  const { endpoint, pathStyle, region } = place
  const client = new S3Client({
    forcePathStyle: pathStyle,
    // Other servers take any region.
    ...(endpoint === null ? {} : { endpoint, region: region ?? 'us-east-1' }),
    ...(region === null ? {} : { region }),
    // Else the SDK writes to the console.
    logger: silent,
    // Tried again by `persist`, which opens a source anew; the SDK cannot.
    maxAttempts: 1,
    // Where a checksum is not asked for, some servers refuse the one that the SDK would send.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // Each request that waits for a `100 Continue` gets a connection of its own.
    expectContinueHeader: false,
    // Silence ends a request, not its length: a part may take minutes on a slow line.
    requestHandler: {
      connectionTimeout: 5_000,
      socketTimeout: silence,
      httpAgent: { keepAlive: true, maxSockets: socketsAtOnce },
      httpsAgent: { keepAlive: true, maxSockets: socketsAtOnce },
    },
  })
  tellRequests(client)
  return { client, place, wait }
}

/** Names an object to the SDK. */
export const at = (
  { place }: Pick<Store, 'place'>,
  key: string,
): { readonly Bucket: string; readonly Key: string } => ({
  Bucket: place.bucket,
  Key: place.prefix + checkedKey(key),
})

/** Runs a request, again and again where what it fails of may pass, for two minutes at most. */
export const persist = async <T>(
  { wait }: Pick<Store, 'wait'>,
  request: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request()
    } catch (error) {
      const pause = pauseAfter(attempt, error)
      if (pause === null || signal?.aborted) throw error
      await wait(pause, signal)
    }
  }
}
