/** What to do where a disk is full. */
export const makeRoom =
  'Make room on the disk and run the command again: it goes on from where it was.'

// The embedded database's file system throws no `Error`, but the number that WASI gives it:
// https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md#errno
const wasiNoSpace = 51

/** Whether something failed because there is no space left on a disk, or none that this user may take. */
export const isDiskFull = (error: unknown): boolean => {
  const { code, name, errno } = (error ?? {}) as Partial<NodeJS.ErrnoException>
  if (code === 'ENOSPC' || code === 'EDQUOT') return true
  return name === 'ErrnoError' && errno === wasiNoSpace
}
