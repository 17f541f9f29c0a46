import { openIsomorphicRepository } from '../../src/source/isomorphic-repository.ts'
import { refusalContract } from './beyond-isomorphic.ts'
import { gitReaderContract } from './git-reader-contract.ts'

gitReaderContract('isomorphic-git', openIsomorphicRepository)
refusalContract('isomorphic-git', openIsomorphicRepository)
