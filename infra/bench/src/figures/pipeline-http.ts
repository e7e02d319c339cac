import type { Ground } from '../ground'
import { pipeline } from '../pipeline'

/** The whole pipeline with one message a request, 64 in flight. */
export const pipelineHttp = (ground: Ground) => pipeline(ground, 'pipeline http', 'http')
