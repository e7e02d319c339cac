/** Which of some things hang together, by links between two of them. */
export interface Components {
  /** False when they hung together already. */
  join(one: string, other: string): boolean
  together(one: string, other: string): boolean
  /** Every component, its members and the components themselves in the order in which the things were given. */
  parts(): readonly (readonly string[])[]
}

export function componentsOf(things: readonly string[]): Components {
  const above = new Map(things.map(thing => [thing, thing]))
  const top = (thing: string): string => {
    let at = thing
    while (above.get(at) !== at) at = above.get(at)!
    return at
  }
  return {
    join: (one, other) => {
      const [a, b] = [top(one), top(other)]
      if (a !== b) above.set(b, a)
      return a !== b
    },
    together: (one, other) => top(one) === top(other),
    parts: () => {
      const parts = new Map<string, string[]>()
      for (const thing of things) parts.set(top(thing), [...(parts.get(top(thing)) ?? []), thing])
      return [...parts.values()]
    },
  }
}
