import { createServer } from 'node:http'

/** A server that speaks as much of CloudFront's API as invalidations need, and keeps its limits. */
export type CdnServer = {
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
  readonly close: () => Promise<void>
}

const api = 'http://cloudfront.amazonaws.com/doc/2020-05-31/'

const elements = (xml: string, name: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text]) =>
    (text ?? '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  )

const failure = (code: string): string =>
  `<ErrorResponse xmlns="${api}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${code} said no</Message></Error><RequestId>r</RequestId></ErrorResponse>`

const success = (id: string, batch: string): string =>
  `<Invalidation xmlns="${api}"><Id>${id}</Id><Status>InProgress</Status><CreateTime>2026-01-01T00:00:00Z</CreateTime>${batch}</Invalidation>`

/** What is wrong with a batch by https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html */
const faultOf = (quantity: number, paths: readonly string[]): string | null => {
  if (quantity !== paths.length) return 'InconsistentQuantities'
  const wildcards = paths.filter((path) => path.endsWith('*')).length
  if (paths.length - wildcards > 3_000 || wildcards > 15) return 'BatchTooLarge'
  const isSound = (path: string): boolean =>
    path.startsWith('/') &&
    path.length <= 4_000 &&
    !path.slice(0, -1).includes('*') &&
    /^[!-~]+$/.test(path)
  return paths.every(isSound) ? null : 'InvalidArgument'
}

/** Starts it on loopback, for the distribution of this id. It does not keep the process alive. */
export const startCdnServer = async (distribution: string): Promise<CdnServer> => {
  const accepted = new Map<string, readonly string[]>()
  let asked = 0
  let busy = false
  const answer = (address: string, xml: string): readonly [number, string] => {
    if (address !== `/2020-05-31/distribution/${distribution}/invalidation`)
      return [404, failure('NoSuchDistribution')]
    const [reference = ''] = elements(xml, 'CallerReference')
    const paths = elements(xml, 'Path')
    const fault = faultOf(Number(elements(xml, 'Quantity')[0]), paths)
    if (fault !== null) return [400, failure(fault)]
    const known = accepted.get(reference)
    if (known !== undefined && known.join() !== paths.join())
      return [400, failure('InvalidArgument')]
    if (known === undefined && busy) return [400, failure('TooManyInvalidationsInProgress')]
    accepted.set(reference, paths)
    return [201, success(`I${accepted.size}`, /<Paths>.*<\/CallerReference>/s.exec(xml)?.[0] ?? '')]
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
      const [status, body] = isSigned
        ? answer(request.url ?? '', xml)
        : [403, failure('AccessDenied')]
      response.writeHead(status, { 'content-type': 'text/xml' })
      response.end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    endpoint: `http://127.0.0.1:${port}`,
    accepted: () => [...accepted].map(([reference, paths]) => ({ reference, paths })),
    asked: () => asked,
    setBusy: (value) => {
      busy = value
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
