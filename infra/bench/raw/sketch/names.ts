/** Where the sketch keeps what it has; apart from everything of the hub's. */
export const INTAKE = 'raw.intake'
export const EVENTS = 'raw.events'
export const DECIDERS = 'raw_deciders'
export const READERS = 'raw_readers'

export interface SketchSettings {
  readonly brokers: readonly string[]
  readonly mongoUrl: string
}
