import { describe } from '@jest/globals'
import { keepsItsPromises } from './keeps-its-promises'
import { drawMessages } from './messages'

describe('a hub in which anything may fail, with samples', () => {
  keepsItsPromises(clock => drawMessages(clock, 40, 3))
})
