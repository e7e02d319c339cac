import type { MessageCodec } from '@hub/contracts'

/** One method of a generated service definition. */
export interface Method {
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: a definition holds methods of every message type
  readonly requestType: MessageCodec<any>
  readonly requestStream: boolean
  // biome-ignore lint/suspicious/noExplicitAny: a definition holds methods of every message type
  readonly responseType: MessageCodec<any>
  readonly responseStream: boolean
  readonly options: object
}

/** A generated service definition. */
export interface Definition {
  readonly name: string
  readonly fullName: string
  readonly methods: Readonly<Record<string, Method>>
}

type Request<M extends Method> = M['requestType'] extends MessageCodec<infer R> ? R : never
type Response<M extends Method> = M['responseType'] extends MessageCodec<infer R> ? R : never
type Streaming<M extends Method> = M['requestStream'] extends true
  ? true
  : M['responseStream'] extends true
    ? true
    : false

/** What serves a definition: one function per method. */
export type Implementation<D extends Definition> = {
  readonly [N in keyof D['methods']]: D['methods'][N]['requestStream'] extends true
    ? (requests: AsyncIterable<Request<D['methods'][N]>>, caller: Caller) => Promise<Response<D['methods'][N]>>
    : (request: Request<D['methods'][N]>, caller: Caller) => Promise<Response<D['methods'][N]>>
}

/** What calls a definition: one function per unary method, with the request's empty fields left out at will. */
export type Client<D extends Definition> = {
  readonly [N in keyof D['methods'] as Streaming<D['methods'][N]> extends true ? never : N]: (
    request: Partial<Request<D['methods'][N]>>,
  ) => Promise<Response<D['methods'][N]>>
}

/** Who calls, as far as the transport knows. */
export interface Caller {
  /** The `authorization` metadata, or undefined. */
  readonly authorization?: string
}

/** A definition with what serves it. */
export interface Served {
  readonly definition: Definition
  readonly implementation: object
}

export const serve = <D extends Definition>(definition: D, implementation: Implementation<D>): Served => ({
  definition,
  implementation,
})
