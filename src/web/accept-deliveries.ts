import type { Database } from '../database/database.ts'
import { insertDeliveries } from '../database/deliveries.ts'
import { inGroups } from '../in-groups.ts'
import { reach } from '../point.ts'
import type { Queue } from '../queue/queue.ts'
import type { Delivery } from './delivery.ts'

/**
 * Writes a delivery down and asks for a look at the branch where it says that this has moved, both or neither. One that is known already
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
      if (deliveries.some((each) => each.moves && isFresh(each)))
        await queue.send('publish', transaction)
      return deliveries.map((each) => (isFresh(each) ? 'accepted' : 'seen'))
    })
    reach('delivery-accepted')
    return answers
  })
