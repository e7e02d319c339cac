/**
 * Jaro-Winkler similarity of two texts, 0 to 1 (Winkler 1990): how many letters they share at about the same place, how
 * many of those are out of order, and more for a beginning in common of up to four letters.
 */
export function jaroWinkler(one: string, other: string): number {
  // In one order: which of several equal letters are taken for shared may depend on it.
  const [first, second] = [one, other].sort() as [string, string]
  const similarity = jaro([...first], [...second])
  let prefix = 0
  while (prefix < 4 && prefix < Math.min(one.length, other.length) && one[prefix] === other[prefix]) prefix++
  return similarity + prefix * 0.1 * (1 - similarity)
}

function jaro(one: readonly string[], other: readonly string[]): number {
  if (one.length === 0 || other.length === 0) return one.length === other.length ? 1 : 0
  const reach = Math.max(0, Math.floor(Math.max(one.length, other.length) / 2) - 1)
  const taken = other.map(() => false)
  const shared = one.filter((letter, at) => {
    const from = Math.max(0, at - reach)
    const found = other.findIndex(
      (each, place) => place >= from && place <= at + reach && !taken[place] && each === letter,
    )
    if (found >= 0) taken[found] = true
    return found >= 0
  })
  if (shared.length === 0) return 0
  const sharedToo = other.filter((_, place) => taken[place])
  const outOfOrder = shared.filter((letter, at) => letter !== sharedToo[at]).length / 2
  const { length } = shared
  return (length / one.length + length / other.length + (length - outOfOrder) / length) / 3
}
