import { letsRead } from './bucket-policy.ts'
import { type BucketSettings, type BucketWish, publicBlocks, s3api } from './bucket-settings.ts'
import { compareReading, type Difference, type Expecting } from './difference.ts'

/** What differs in who may read a bucket, from where, and how objects are encrypted. Pure. */
export const compareAccess = (
  wish: BucketWish,
  settings: BucketSettings,
  as: Expecting,
): readonly Difference[] => {
  const { bucket, kmsKey } = wish
  return [
    ...compareReading(
      as(
        'CORS',
        'a rule for GET, and none for other methods than GET and HEAD',
        `${s3api('put-bucket-cors', bucket)} --cors-configuration '{"CORSRules":[{"AllowedMethods":["GET","HEAD"],"AllowedOrigins":["https://<the academy’s pages>"]}]}'`,
      ),
      settings.cors,
      (rules) => {
        const methods = new Set(rules.flatMap((rule) => rule.methods))
        if (!methods.has('GET')) return methods.size === 0 ? 'no rule' : [...methods].join(', ')
        const others = [...methods].filter((method) => method !== 'GET' && method !== 'HEAD')
        return others.length === 0 ? null : [...methods].join(', ')
      },
    ),
    ...compareReading(
      as(
        'encryption',
        kmsKey === null ? 'aws:kms' : `aws:kms with ${kmsKey}`,
        `${s3api('put-bucket-encryption', bucket)} --server-side-encryption-configuration '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"${kmsKey ?? '<key>'}"},"BucketKeyEnabled":true}]}'`,
      ),
      settings.encryption,
      (found) => {
        if (found === null) return 'none by default'
        const isKms = found.algorithm.startsWith('aws:kms')
        if (isKms && (kmsKey === null || isSameKey(found.key, kmsKey))) return null
        return found.key === null ? found.algorithm : `${found.algorithm} with ${found.key}`
      },
    ),
    ...comparePublic(wish, settings, as),
  ]
}

/** A key by its id, its ARN or an alias; of ids and ARNs it can be told whether they are the same key's. */
const isSameKey = (found: string | null, wanted: string): boolean =>
  found !== null && found.split('/').at(-1) === wanted.split('/').at(-1)

const comparePublic = (
  { bucket, prefix, distribution }: BucketWish,
  { publicBlocks: blocks, policy, publicPolicy }: BucketSettings,
  as: Expecting,
): readonly Difference[] => [
  ...compareReading(
    as(
      'public access',
      'blocked',
      `${s3api('put-public-access-block', bucket)} --public-access-block-configuration ${publicBlocks.map((name) => `${name}=true`).join(',')}`,
    ),
    blocks,
    (on) => {
      const off = publicBlocks.filter((name) => !on.includes(name))
      return off.length === 0 ? null : `${off.join(', ')} off`
    },
  ),
  ...compareReading(
    as(
      'policy',
      'nothing for the public',
      `See \`${s3api('get-bucket-policy', bucket)}\`: no statement may have the principal "*" without a condition.`,
    ),
    publicPolicy,
    (isPublic) => (isPublic ? 'public' : null),
  ),
  ...(distribution === null
    ? []
    : compareReading(
        as(
          'policy',
          `s3:GetObject for the distribution ${distribution} alone`,
          `Add to the policy: ${JSON.stringify({ Effect: 'Allow', Principal: { Service: 'cloudfront.amazonaws.com' }, Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/${prefix}*`, Condition: { StringEquals: { 'AWS:SourceArn': `arn:aws:cloudfront::<account>:distribution/${distribution}` } } })}; with a KMS key, its policy has to allow kms:Decrypt likewise.`,
        ),
        policy,
        (statements) =>
          letsRead(statements, { bucket, prefix, distribution }) ? null : 'no such statement',
      )),
]
