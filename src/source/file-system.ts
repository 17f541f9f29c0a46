import { lstat, readdir, readFile, readlink, stat } from 'node:fs/promises'

const refuseToWrite = async (): Promise<never> => {
  throw new Error('expected nothing to be written into the repository')
}

/** The file system as isomorphic-git is shown it: all of it to be read, nothing to be written. */
export const readOnlyFiles = {
  promises: {
    readFile,
    readdir,
    stat,
    lstat,
    readlink,
    writeFile: refuseToWrite,
    mkdir: refuseToWrite,
    rmdir: refuseToWrite,
    unlink: refuseToWrite,
    symlink: refuseToWrite,
  },
}
