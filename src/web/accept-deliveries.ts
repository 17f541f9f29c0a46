import type { Database } from '../database/database.ts'
import { insertDeliveries } from '../database/deliveries.ts'
import { noteRequests } from '../database/requests.ts'
import { inGroups } from '../in-groups.ts'
import { reach } from '../point.ts'
import type { Queue } from '../queue/queue.ts'
import type { Delivery } from './delivery.ts'

/**
 * Writes a delivery down and asks for a look at the branch, or at a request, where it says that something has changed there, both or neither. One that is known already
 * asks for nothing. Those that come while others are written make up the next transaction.
 */
export const acceptDeliveries = (
  database: Database,
  queue: Pick<Queue, 'send'>,
): ((delivery: Delivery) => Promise<'accepted' | 'seen'>) =>
  inGroups(async (deliveries: readonly Delivery[]) => {
    const answers = await database.transaction(async (transaction) => {
      const fresh = await insertDeliveries(transaction, deliveries)
      const isFresh = ({ provider, id }: Delivery): boolean => fresh.has(`${provider} ${id}`)
      const { moves, requests } = saidBy(deliveries.filter(isFresh))
      if (moves) await queue.send('publish', transaction)
      if (requests.length > 0) {
        await noteRequests(transaction, requests)
        await queue.send('requests', transaction)
      }
      return deliveries.map((each) => (isFresh(each) ? 'accepted' : 'seen'))
    })
    reach('delivery-accepted')
    return answers
  })

/** In one order, so that no two transactions wait for each other. */
const saidBy = (deliveries: readonly Delivery[]) => ({
  moves: deliveries.some(({ moves }) => moves),
  requests: deliveries
    .flatMap(({ request }) => request ?? [])
    .toSorted((a, b) => a.number - b.number),
})
