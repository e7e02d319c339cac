export { people } from './context'
export { createPeople, type PeoplePorts } from './service'
