import { describe } from '@jest/globals'
import { keepsItsPromises } from './keeps-its-promises'
import { drawPeopleMessages } from './people-messages'

describe('a hub in which anything may fail, with people who are joined and separated', () => {
  keepsItsPromises(clock => drawPeopleMessages(clock, 40), 2)
})
