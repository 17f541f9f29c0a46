import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { S3Place } from '../../src/environment.ts'
import { freePort } from './free-port.ts'

/** A server that speaks S3, and the keys to it. */
export type S3Server = {
  readonly endpoint: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** The server with conditional writes that `HMA_TEST_S3_URL` names (`http://key:secret@host:port`); null where none is. */
export const strictServer = (): S3Server | null => {
  const address = process.env.HMA_TEST_S3_URL
  if (!address) return null
  const { origin, username, password } = new URL(address)
  return { endpoint: origin, accessKeyId: username, secretAccessKey: password }
}

/** Lets this process's AWS SDK use the keys of a server. */
export const useKeys = ({ accessKeyId, secretAccessKey }: S3Server): void => {
  process.env.AWS_ACCESS_KEY_ID = accessKeyId
  process.env.AWS_SECRET_ACCESS_KEY = secretAccessKey
}

const clientOf = ({ endpoint, ...credentials }: S3Server): S3Client =>
  new S3Client({ endpoint, credentials, forcePathStyle: true, region: 'us-east-1' })

/** How many uploads in parts were begun in a bucket and neither ended nor given up. */
export const openUploads = async (server: S3Server, { bucket }: S3Place): Promise<number> => {
  const client = clientOf(server)
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
  client.destroy()
  return Uploads.length
}

/** Runs something with a client of a server, for what only operators do. */
export const withClient = async <T>(
  server: S3Server,
  use: (client: S3Client) => Promise<T>,
): Promise<T> => {
  const client = clientOf(server)
  try {
    return await use(client)
  } finally {
    client.destroy()
  }
}

/** Has a bucket keep what it had under a key, from now on or no more. */
export const keepVersions = (
  server: S3Server,
  { bucket }: Pick<S3Place, 'bucket'>,
  status: 'Enabled' | 'Suspended' = 'Enabled',
): Promise<unknown> =>
  withClient(server, (client) =>
    client.send(
      new PutBucketVersioningCommand({
        Bucket: bucket,
        VersioningConfiguration: { Status: status },
      }),
    ),
  )

// The one key that `.ci/start-rgw` gives its server.
const kmsKey = 'academy'

/** Id of a key with which a server encrypts what it is asked to; null where it knows none. */
export const kmsKeyOf = async (server: S3Server): Promise<string | null> => {
  const { bucket } = await createBucket(server)
  const encryption = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKey } as const
  const put = new PutObjectCommand({ Bucket: bucket, Key: 'tried', Body: 'words', ...encryption })
  return await withClient(server, (client) => client.send(put)).then(
    () => kmsKey,
    () => null,
  )
}

/** Id of the key that a server has encrypted an object with; null where it did not. */
export const keyOfObject = (
  server: S3Server,
  { bucket }: Pick<S3Place, 'bucket'>,
  key: string,
): Promise<string | null> =>
  withClient(server, async (client) => {
    const found = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
    return found.ServerSideEncryption === 'aws:kms' ? (found.SSEKMSKeyId ?? null) : null
  })

/** Changes an object behind the back of whoever put it: it is gone, or holds these bytes. */
export const tamper = (
  server: S3Server,
  { bucket }: Pick<S3Place, 'bucket'>,
  key: string,
  body: string | Uint8Array | null,
): Promise<unknown> =>
  withClient(server, async (client) => {
    const object = { Bucket: bucket, Key: key }
    if (body === null) return client.send(new DeleteObjectCommand(object))
    const { Metadata } = await client.send(new HeadObjectCommand(object))
    return client.send(new PutObjectCommand({ ...object, Body: body, Metadata }))
  })

/** How many versions, and marks of removals, a bucket keeps of one object. */
export const countVersions = (
  server: S3Server,
  { bucket }: S3Place,
  key: string,
): Promise<number> =>
  withClient(server, async (client) => {
    const command = new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key })
    const { Versions = [], DeleteMarkers = [] } = await client.send(command)
    return [...Versions, ...DeleteMarkers].filter(({ Key }) => Key === key).length
  })

/** A place whose bucket and server are still to be named. */
export const anyPlace: Omit<S3Place, 'bucket' | 'endpoint'> = {
  prefix: '',
  pathStyle: true,
  region: null,
  kmsKey: null,
  cacheTag: 'cache-tag',
}

/** Makes a bucket of its own on a server. */
export const createBucket = async (server: S3Server): Promise<S3Place> => {
  const { endpoint } = server
  const client = clientOf(server)
  const bucket = `hma-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  client.destroy()
  return { ...anyPlace, bucket, endpoint }
}

/** Starts s3rver, which stores and gives out objects but ignores conditions. */
export const startS3rver = async (): Promise<S3Server & AsyncDisposable> => {
  const directory = await mkdtemp(join(tmpdir(), 'hma-s3rver-'))
  const port = await freePort()
  const program = createRequire(import.meta.url).resolve('s3rver/bin/s3rver.js')
  // It makes the marks by which lists go on with a cipher that OpenSSL 3 counts among the old ones.
  const flags = ['--openssl-legacy-provider', '--no-deprecation']
  const options = ['-a', '127.0.0.1', '-p', `${port}`, '-d', directory]
  const child = spawn(process.execPath, [...flags, program, ...options])
  await once(child.stdout, 'data')
  return {
    endpoint: `http://127.0.0.1:${port}`,
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
    [Symbol.asyncDispose]: async () => {
      child.kill()
      await once(child, 'exit')
      await rm(directory, { recursive: true })
    },
  }
}
