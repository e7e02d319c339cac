import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Partner } from '@hub/gateway'
import { HubError } from '@hub/service'
import type { Config } from './config'
import { DEVELOPMENT, DEVELOPMENT_SCOPES, makeDevelopmentKey } from './development-partner'
import { writeWhole } from './write-whole'

/** What an installation keeps beside its data: its key, its partners, and in development a partner's own key. */
export interface Installation {
  readonly tokenKey: Uint8Array
  readonly partners: readonly Partner[]
}

/** Opens the installation in the data folder, making on the first start what development needs. */
export async function openInstallation(config: Config): Promise<Installation> {
  mkdirSync(config.HUB_DATA_DIR, { recursive: true, mode: 0o700 })
  if (config.HUB_MODE === 'development') await makeDevelopmentPartner(config)
  const file = partnersFile(config)
  let partners: unknown
  try {
    partners = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new HubError('invalid', 'HUB_CONFIG_INVALID', `HUB_PARTNERS_FILE: ${file} cannot be read as JSON`, { cause })
  }
  if (!isPartners(partners))
    throw new HubError(
      'invalid',
      'HUB_CONFIG_INVALID',
      `HUB_PARTNERS_FILE: ${file} is not a list of {id, name, keys, scopes}`,
    )
  if (config.HUB_MODE === 'production' && partners.some(({ id }) => id === DEVELOPMENT))
    throw new HubError(
      'invalid',
      'HUB_CONFIG_INVALID',
      'HUB_PARTNERS_FILE: production does not take the partner `development`',
    )
  return { tokenKey: tokenKey(config), partners }
}

function tokenKey(config: Config): Uint8Array {
  if (config.HUB_TOKEN_KEY) return Buffer.from(config.HUB_TOKEN_KEY, 'base64')
  const file = join(config.HUB_DATA_DIR, 'token.key')
  if (!existsSync(file)) writeWhole(file, randomBytes(32).toString('base64'))
  return Buffer.from(readFileSync(file, 'utf8'), 'base64')
}

const partnersFile = (config: Config): string => config.HUB_PARTNERS_FILE ?? join(config.HUB_DATA_DIR, 'partners.json')

async function makeDevelopmentPartner(config: Config): Promise<void> {
  const file = partnersFile(config)
  if (existsSync(file)) return
  const partner: Partner = {
    id: DEVELOPMENT,
    name: 'Development',
    keys: [await makeDevelopmentKey(config)],
    scopes: DEVELOPMENT_SCOPES,
  }
  writeWhole(file, `${JSON.stringify([partner], null, 2)}\n`)
}

const isPartners = (value: unknown): value is Partner[] =>
  Array.isArray(value) &&
  value.every(
    partner =>
      typeof partner?.id === 'string' &&
      Array.isArray(partner.keys) &&
      Array.isArray(partner.scopes) &&
      typeof partner.name === 'string',
  )
