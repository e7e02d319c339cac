import type { Ground } from '../ground'
import { pipeline } from '../pipeline'

/** The whole pipeline with many messages a request. */
export const pipelineBatch = (ground: Ground) => pipeline(ground, 'pipeline batch', 'batch')
