import type { Ground } from '../ground'
import { pipeline } from '../pipeline'

/** The whole pipeline with one gRPC client stream. */
export const pipelineStream = (ground: Ground) => pipeline(ground, 'pipeline stream', 'stream')
