/** Cache-Control of every object whose key is made of its content: it never changes. */
export const immutable = 'public, max-age=31536000, immutable'

/** Cache-Control of what may be replaced under its key and is read by publishers alone. */
export const never = 'no-cache'
