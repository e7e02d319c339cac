import { assign } from '../members/assignment'
import type { Member } from '../members/member'

/** Who reads what: the groups of one log, coordinated in this process because it alone has the file. */
export interface Groups {
  /** Shares the group's partitions out anew, with this member. */
  join(group: string, member: Member): void
  leave(group: string, member: Member): void
}

export function createGroups(): Groups {
  const groups = new Map<string, Member[]>()

  // Losers first: a member that takes over must find the batch in flight already told.
  const shareOut = (members: readonly Member[]): void => {
    const shares = assign(members)
    for (const [member, places] of shares) member.keepOnly(places)
    for (const [member, places] of shares) member.takeOn(places)
  }

  return {
    join: (group, member) => {
      const members = [...(groups.get(group) ?? []), member]
      groups.set(group, members)
      shareOut(members)
    },
    leave: (group, member) => {
      const members = (groups.get(group) ?? []).filter(other => other !== member)
      if (members.length === 0) groups.delete(group)
      else groups.set(group, members)
      member.keepOnly([])
      shareOut(members)
    },
  }
}
