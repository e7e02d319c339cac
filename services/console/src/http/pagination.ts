/** What GOV.UK Frontend's pagination shows: the first, the last, and the pages about the present one. */
export interface Pagination {
  readonly previous?: { readonly href: string }
  readonly next?: { readonly href: string }
  readonly items: readonly (
    | { readonly number: number; readonly href: string; readonly current: boolean }
    | { readonly ellipsis: true }
  )[]
}

/** Nothing where there is one page. */
export function pagination(page: number, pages: number, hrefOf: (page: number) => string): Pagination | undefined {
  if (pages <= 1) return undefined
  const shown = [...new Set([1, page - 1, page, page + 1, pages])].filter(number => number >= 1 && number <= pages)
  return {
    ...(page > 1 ? { previous: { href: hrefOf(page - 1) } } : {}),
    ...(page < pages ? { next: { href: hrefOf(page + 1) } } : {}),
    items: shown.flatMap((number, index) => [
      ...(index > 0 && number - shown[index - 1]! > 1 ? [{ ellipsis: true as const }] : []),
      { number, href: hrefOf(number), current: number === page },
    ]),
  }
}
