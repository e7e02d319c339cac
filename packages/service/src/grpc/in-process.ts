import { asHubError } from './mapping'
import type { Client, Definition, Implementation, Method } from './types'

/**
 * A client that calls an implementation in the same process. Requests and answers pass through their bytes, so that
 * both sides share nothing and behave as they would across a network. Unary methods only: the hub's streams come from
 * partners, never from a context.
 */
export function inProcessClient<D extends Definition>(definition: D, implementation: Implementation<D>): Client<D> {
  const call = (name: string, method: Method) => async (request: object) => {
    const handler = (implementation as unknown as Record<string, (request: unknown) => Promise<object>>)[name]!
    try {
      const { requestType, responseType } = method
      const sent = requestType.encode(requestType.fromPartial(request as never)).finish()
      const answer = await handler(requestType.decode(sent))
      return responseType.decode(responseType.encode(answer).finish())
    } catch (error) {
      throw asHubError(error)
    }
  }
  return Object.fromEntries(
    Object.entries(definition.methods).map(([name, method]) => [name, call(name, method)]),
  ) as unknown as Client<D>
}
