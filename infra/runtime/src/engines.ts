import type { Clock } from '@hub/clock'
import { openEmbeddedEngines } from './embedded-engines'
import type { OpenedEngines } from './opened-engines'
import { openRealEngines } from './real-engines'

/** Which engines: files in a folder, or addresses. */
export type EngineSettings =
  | { readonly are: 'embedded'; readonly dataDir: string }
  | { readonly are: 'real'; readonly kafkaBrokers: readonly string[]; readonly mongoUrl: string }

export const openEngines = (settings: EngineSettings, clientId: string, clock: Clock): Promise<OpenedEngines> =>
  settings.are === 'embedded'
    ? openEmbeddedEngines(settings.dataDir, clock)
    : openRealEngines({ ...settings, clientId }, clock)
