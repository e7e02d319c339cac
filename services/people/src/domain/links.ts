import { componentsOf } from './components'
import type { Link, Member, Weighed } from './person'

/**
 * Which links are left so that none of the pairs hangs together: likeness gives way, the weakest on the way from one to
 * the other. `holds` is false when others than likeness hold a pair together.
 */
export function givingWay(
  identities: readonly Member[],
  links: readonly Link[],
  apart: readonly (readonly [string, string])[],
): { readonly left: readonly Link[]; readonly holds: boolean } {
  const tokens = new Set(identities.map(({ token }) => token))
  const components = componentsOf([...tokens])
  const pairs = apart.filter(pair => pair.every(token => tokens.has(token)))
  // What a partner stated or somebody decided is stronger than any likeness.
  for (const { kind, one, other } of links) if (kind !== 'alike') components.join(one, other)
  const holds = pairs.every(pair => !components.together(...pair))
  const bridges = (link: Link) =>
    pairs.some(
      pair =>
        !components.together(...pair) &&
        pair.every(end => components.together(link.one, end) || components.together(link.other, end)),
    )
  const gone = links
    .filter(({ kind }) => kind === 'alike')
    .sort((a, b) => (b.weighed?.total ?? 0) - (a.weighed?.total ?? 0))
    .filter(link => {
      if (bridges(link)) return true
      components.join(link.one, link.other)
      return false
    })
  return { left: links.filter(link => !gone.includes(link)), holds }
}

/** Every two records that are alike enough, most alike first. */
export function alikeLinks(
  identities: readonly Member[],
  worth: (one: string, other: string) => Weighed,
  from: number,
): readonly Omit<Link, 'from'>[] {
  const tokens = identities.map(({ token }) => token)
  return tokens
    .flatMap((one, at) => tokens.slice(at + 1).map(other => ({ one, other, weighed: worth(one, other) })))
    .filter(({ weighed }) => weighed.total >= from)
    .sort((a, b) => b.weighed.total - a.weighed.total)
    .map(pair => ({ ...pair, kind: 'alike', reason: ALIKE }))
}

/** Why records are one that nothing but likeness holds together. */
export const ALIKE = 'the records are alike'
