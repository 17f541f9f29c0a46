import { createServer } from 'node:http'

/** A value as the API writes it: an element for each key, one for each member of a list. */
export type Xml = string | number | boolean | { readonly [name: string]: Xml | readonly Xml[] }

/** What a server knows besides invalidations: its distribution's configuration, and cache policies by their ids. */
export type CdnKnowledge = {
  readonly config?: Xml
  readonly policies?: Readonly<Record<string, Xml>>
}

/** A server that speaks as much of CloudFront's API as we use, and keeps its limits. */
export type CdnServer = AsyncDisposable & {
  readonly endpoint: string
  /** What was accepted for the first time, in order. */
  readonly accepted: () => readonly {
    readonly reference: string
    readonly paths: readonly string[]
  }[]
  /** How many requests came, accepted or not. */
  readonly asked: () => number
  /** Takes no more until it is told otherwise. */
  readonly setBusy: (busy: boolean) => void
  /** Refuses so many requests because they come too fast. */
  readonly throttle: (times: number) => void
  /** Ends the invalidations that are in progress. */
  readonly finish: () => void
  readonly close: () => Promise<void>
}

const api = 'http://cloudfront.amazonaws.com/doc/2020-05-31/'

const elements = (xml: string, name: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text]) =>
    (text ?? '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  )

const written = (value: Xml): string =>
  typeof value === 'object'
    ? Object.entries(value)
        .flatMap(([name, members]) =>
          (Array.isArray(members) ? members : [members]).map(
            (each: Xml) => `<${name}>${written(each)}</${name}>`,
          ),
        )
        .join('')
    : String(value)

const failure = (code: string): string =>
  `<ErrorResponse xmlns="${api}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${code} said no</Message></Error><RequestId>r</RequestId></ErrorResponse>`

const success = (id: string, batch: string): string =>
  `<Invalidation xmlns="${api}"><Id>${id}</Id><Status>InProgress</Status><CreateTime>2026-01-01T00:00:00Z</CreateTime>${batch}</Invalidation>`

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/InvalidationLimits.html
const mostFiles = 3_000
const mostWildcards = 15

const isWildcard = (path: string): boolean => path.endsWith('*')

const isPath = (path: string): boolean =>
  path.startsWith('/') &&
  path.length <= 4_000 &&
  !path.slice(0, -1).includes('*') &&
  /^[!-~]+$/.test(path)

// `#` and a tag of at most 256 characters.
const isTag = (item: string): boolean => /^#[!-+.-~-]{1,256}$/.test(item)

/** What is wrong with a batch by https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html */
const faultOf = (quantity: number, items: readonly string[]): string | null => {
  if (quantity !== items.length) return 'InconsistentQuantities'
  const wildcards = items.filter(isWildcard).length
  if (items.length - wildcards > mostFiles || wildcards > mostWildcards) return 'BatchTooLarge'
  return items.every((item) => isPath(item) || isTag(item)) ? null : 'InvalidArgument'
}

type Answer = readonly [status: number, xml: string]

/** Starts it on loopback, for the distribution of this id. It does not keep the process alive. */
export const startCdnServer = async (
  distribution: string,
  { config, policies = {} }: CdnKnowledge = {},
): Promise<CdnServer> => {
  const accepted = new Map<string, readonly string[]>()
  let inProgress: readonly string[] = []
  let asked = 0
  let busy = false
  let throttled = 0
  const invalidate = (xml: string): Answer => {
    const [reference = ''] = elements(xml, 'CallerReference')
    const paths = elements(xml, 'Path')
    const fault = faultOf(Number(elements(xml, 'Quantity')[0]), paths)
    if (fault !== null) return [400, failure(fault)]
    const known = accepted.get(reference)
    if (known !== undefined && known.join() !== paths.join())
      return [400, failure('InvalidArgument')]
    if (known === undefined) {
      const together = [...inProgress, ...paths]
      const wildcards = together.filter(isWildcard).length
      if (busy || wildcards > mostWildcards || together.length - wildcards > mostFiles)
        return [400, failure('TooManyInvalidationsInProgress')]
      inProgress = together
    }
    accepted.set(reference, paths)
    return [201, success(`I${accepted.size}`, /<Paths>.*<\/CallerReference>/s.exec(xml)?.[0] ?? '')]
  }
  const answer = (method: string, address: string, xml: string): Answer => {
    const [, kind = '', id = '', rest = ''] =
      /^\/2020-05-31\/(distribution|cache-policy)\/(\w[\w-]*)(\/\w+)?$/.exec(address) ?? []
    if (kind === 'cache-policy') {
      const policy = policies[id]
      return policy === undefined
        ? [404, failure('NoSuchCachePolicy')]
        : [200, `<CachePolicy xmlns="${api}">${written(policy)}</CachePolicy>`]
    }
    if (id !== distribution) return [404, failure('NoSuchDistribution')]
    if (method === 'GET' && rest === '/config' && config !== undefined)
      return [200, `<DistributionConfig xmlns="${api}">${written(config)}</DistributionConfig>`]
    return invalidate(xml)
  }
  const server = createServer((request, response) => {
    let xml = ''
    request.setEncoding('utf8')
    request.on('data', (piece: string) => {
      xml += piece
    })
    request.on('end', () => {
      asked += 1
      const isSigned = request.headers.authorization?.includes('/us-east-1/cloudfront/') === true
      const refused = throttled > 0 ? 'Throttling' : isSigned ? null : 'AccessDenied'
      throttled = Math.max(0, throttled - 1)
      const [status, body] =
        refused === null
          ? answer(request.method ?? '', request.url ?? '', xml)
          : [refused === 'Throttling' ? 400 : 403, failure(refused)]
      response.writeHead(status, { 'content-type': 'text/xml' })
      response.end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    endpoint: `http://127.0.0.1:${port}`,
    accepted: () => [...accepted].map(([reference, paths]) => ({ reference, paths })),
    asked: () => asked,
    setBusy: (value) => {
      busy = value
    },
    throttle: (times) => {
      throttled = times
    },
    finish: () => {
      inProgress = []
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
