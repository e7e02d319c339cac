import type { Command } from '../command'
import { clock } from './clock'
import { explain } from './explain'
import { intake } from './intake'
import { lanes } from './lanes'
import { person } from './person'
import { receipt } from './receipt'
import { replay } from './replay'
import { rules } from './rules'
import { send } from './send'
import { status } from './status'
import { tail } from './tail'
import { token } from './token'

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  send,
  receipt,
  person,
  explain,
  tail,
  status,
  intake,
  ...lanes,
  replay,
  rules,
  ...clock,
  token,
]
