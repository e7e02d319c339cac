/** What a partner's system answered to a question. */
export type SourceAnswer =
  | { readonly is: 'found'; readonly body: unknown }
  /** 404, with its body where it has one: for some sources that says something. */
  | { readonly is: 'not-found'; readonly body: unknown }
  /** It answered, and it will not answer otherwise: what it said, without a personal value. */
  | { readonly is: 'refused'; readonly reason: string }
  /** Not reached, too slow, or out of order: worth asking again. */
  | { readonly is: 'away' }
