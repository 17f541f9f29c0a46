/** What a hook can be told. */
export const hookEvents = ['release.published', 'item.quarantined', 'translation.outdated'] as const

export type HookEvent = (typeof hookEvents)[number]

/** Another service that is told what has happened. */
export type Hook = {
  readonly name: string
  /** May hold a secret, so it is never shown. */
  readonly url: string
  /** Bytes that both sides sign with. */
  readonly secret: Uint8Array
  readonly events: readonly HookEvent[]
}

/** One message to a hook. */
export type HookMessage = {
  /** The same however often it is sent, so that a receiver can tell what it knows already. */
  readonly id: string
  readonly type: HookEvent | 'ping'
  /** When it happened; ISO 8601, UTC. */
  readonly timestamp: string
  readonly data: Readonly<Record<string, unknown>>
}
