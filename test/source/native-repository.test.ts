import { openNativeRepository } from '../../src/source/native-repository.ts'
import { nativeContract } from './beyond-isomorphic.ts'
import { gitReaderContract } from './git-reader-contract.ts'

gitReaderContract('the git program', openNativeRepository)
nativeContract('the git program', openNativeRepository)
