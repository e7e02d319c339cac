export { gateway } from './context'
export type { Partner } from './door/authenticate'
export { createGateway, type Gateway, type GatewayPorts, type GatewaySettings } from './service'
