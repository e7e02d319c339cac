/** An engine cannot come to this machine. The message names the engine and says what to install or to give instead. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable'
  constructor(
    readonly engine: 'kafka' | 'mongo',
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${engine}: ${reason}`, options)
  }
}
