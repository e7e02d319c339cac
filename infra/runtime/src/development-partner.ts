import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HubError } from '@hub/service/errors'
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import type { Place } from './place'
import { writeWhole } from './write-whole'

/** The id of the partner that development has on its own machine. */
export const DEVELOPMENT = 'development'
export const DEVELOPMENT_SCOPES: readonly string[] = ['send:*', 'read', 'rules', 'operate']

type DataDir = Pick<Place, 'HUB_DATA_DIR'>
const keyFile = ({ HUB_DATA_DIR }: DataDir): string => join(HUB_DATA_DIR, 'development.key.json')

/** Makes the development partner's key pair, keeps the private one in the data folder and gives the public one. */
export async function makeDevelopmentKey(config: DataDir): Promise<JWK> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  writeWhole(keyFile(config), JSON.stringify(await exportJWK(privateKey)))
  return exportJWK(publicKey)
}

/** A token of the development partner with every scope, for twelve hours. */
export async function developmentToken(config: DataDir): Promise<string> {
  const file = keyFile(config)
  if (!existsSync(file))
    throw new HubError(
      'not-found',
      'HUB_CONFIG_INVALID',
      `there is no development partner in ${config.HUB_DATA_DIR}; start the hub once with the same HUB_DATA_DIR`,
    )
  const key = await importJWK(JSON.parse(readFileSync(file, 'utf8')) as JWK, 'EdDSA')
  return new SignJWT({ scope: DEVELOPMENT_SCOPES.join(' ') })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setIssuer(DEVELOPMENT)
    .setAudience('throughline')
    .setIssuedAt()
    .setExpirationTime('12h')
    .sign(key)
}
