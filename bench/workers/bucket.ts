import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3'
import type { UploadServer } from '../uploads/options.ts'

/** Makes a bucket that is removed again with all that is in it. */
export const makeBucket = async (
  server: UploadServer,
): Promise<{ readonly name: string } & AsyncDisposable> => {
  const name = `hma-bench-workers-${process.pid}`
  const client = new S3Client({
    endpoint: server.endpoint,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: server,
  })
  await client.send(new CreateBucketCommand({ Bucket: name }))
  return {
    name,
    [Symbol.asyncDispose]: async () => {
      await emptyBucket(client, name)
      await client.send(new DeleteBucketCommand({ Bucket: name }))
      client.destroy()
    },
  }
}

const emptyBucket = async (client: S3Client, name: string): Promise<void> => {
  for (;;) {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: name }))
    if (Contents.length === 0) return
    const Objects = Contents.map(({ Key = '' }) => ({ Key }))
    await client.send(new DeleteObjectsCommand({ Bucket: name, Delete: { Objects } }))
  }
}
