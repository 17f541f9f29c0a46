/** What a statement of a bucket's policy allows; every list is whole, also where the policy has a single text. */
export type Statement = {
  readonly allows: boolean
  readonly services: readonly string[]
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /** Values that `AWS:SourceArn` has to have; null where that is not asked. */
  readonly sources: readonly string[] | null
}

/**
 * The statements of a policy document.
 * @throws SyntaxError where the text is no JSON
 */
export const policyStatements = (text: string): readonly Statement[] => {
  const { Statement: given = [] } = JSON.parse(text) as { readonly Statement?: OneOrMany<Raw> }
  return many(given).map(({ Effect, Principal, Action = [], Resource = [], Condition = {} }) => ({
    allows: Effect === 'Allow',
    services: typeof Principal === 'object' ? many(Principal.Service ?? []) : [],
    actions: many(Action),
    resources: many(Resource),
    sources: sourcesOf(Condition),
  }))
}

type OneOrMany<T> = T | readonly T[]
type Condition = Readonly<Record<string, Readonly<Record<string, OneOrMany<string>>>>>
type Raw = {
  readonly Effect?: string
  readonly Principal?: string | { readonly Service?: OneOrMany<string> }
  readonly Action?: OneOrMany<string>
  readonly Resource?: OneOrMany<string>
  readonly Condition?: Condition
}

const many = <T>(value: OneOrMany<T>): readonly T[] => (Array.isArray(value) ? value : [value as T])

// Names of conditions and of their keys are the same in capital and in small letters.
const sourcesOf = (condition: Condition): readonly string[] | null => {
  const values = Object.entries(condition)
    .filter(([name]) => /^(?:String|Arn)(?:Equals|Like)$/i.test(name))
    .flatMap(([, keys]) => Object.entries(keys))
    .filter(([key]) => key.toLowerCase() === 'aws:sourcearn')
    .flatMap(([, sources]) => many(sources))
  return values.length === 0 ? null : values
}

/** Whether a distribution of CloudFront, and no other, may read what is below `prefix`. */
export const letsRead = (
  statements: readonly Statement[],
  { bucket, prefix, distribution }: { bucket: string; prefix: string; distribution: string },
): boolean =>
  statements.some(
    ({ allows, services, actions, resources, sources }) =>
      allows &&
      services.includes('cloudfront.amazonaws.com') &&
      actions.some((action) => /^s3:(?:GetObject|\*)$/i.test(action)) &&
      resources.some((resource) => covers(resource, `arn:aws:s3:::${bucket}/${prefix}`)) &&
      (sources ?? ['']).every((source) => source.endsWith(`:distribution/${distribution}`)),
  )

const covers = (resource: string, place: string): boolean =>
  resource.endsWith('*') && place.startsWith(resource.slice(0, -1))
