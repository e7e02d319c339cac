import { HubError } from '@hub/service'
import { errors, importJWK, type JWK, jwtVerify, type KeyLike } from 'jose'

/** A partner organisation, and the public keys its tokens are signed with. */
export interface Partner {
  readonly id: string
  readonly name: string
  /** Public keys as JWK: Ed25519 (EdDSA) or P-256 (ES256). */
  readonly keys: readonly JWK[]
  /** Everything its tokens may ask for: `send:<channel>`, `send:*`, `read`, `rules`, `operate`. */
  readonly scopes: readonly string[]
}

/** Who is calling. */
export interface Caller {
  readonly partner: string
  may(scope: string): boolean
}

export type Authenticate = (authorization: string | undefined) => Promise<Caller>

const AUDIENCE = 'throughline'
const ALGORITHMS = ['EdDSA', 'ES256']
/** A token's `exp` lies at most this many seconds ahead. */
const LONGEST_LIFE = 12 * 60 * 60
/** Verified tokens are remembered: a partner sends thousands of messages with one. */
const REMEMBERED = 1_000

/** Tokens are checked against the machine's clock, in milliseconds, never against simulated time. */
export function createAuthenticate(partners: readonly Partner[], machine: () => number): Authenticate {
  const keys = new Map<string, Promise<readonly (KeyLike | Uint8Array)[]>>(
    partners.map(partner => [
      partner.id,
      Promise.all(partner.keys.map(key => importJWK(key, key.alg ?? algorithmOf(key)))),
    ]),
  )
  const remembered = new Map<string, { readonly caller: Caller; readonly until: number }>()

  const verify = async (token: string): Promise<{ caller: Caller; until: number }> => {
    const issuer = issuerOf(token)
    const partner = partners.find(({ id }) => id === issuer)
    const candidates = partner && (await keys.get(partner.id))
    if (!partner || !candidates) throw invalid('its issuer is not a partner of this hub')
    for (const key of candidates) {
      try {
        const { payload } = await jwtVerify(token, key, {
          audience: AUDIENCE,
          algorithms: ALGORITHMS,
          currentDate: dateAt(machine()),
        })
        const seconds = machine() / 1000
        if (payload.exp === undefined || payload.exp > seconds + LONGEST_LIFE + 60)
          throw invalid('its exp is missing or more than 12 hours ahead')
        const asked = typeof payload.scope === 'string' ? payload.scope.split(' ') : []
        const granted = asked.flatMap(scope => grantedOf(partner.scopes, scope))
        return { caller: { partner: partner.id, may: scope => covers(granted, scope) }, until: payload.exp * 1000 }
      } catch (error) {
        if (error instanceof errors.JWTExpired) throw invalid('it has expired')
        if (error instanceof errors.JWTClaimValidationFailed) throw invalid(`its ${error.claim} is not right`)
        if (error instanceof HubError) throw error
      }
    }
    throw invalid('its signature is not by a key of its issuer')
  }

  return async authorization => {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
    if (!token) throw invalid('send one as `Authorization: Bearer …`')
    const known = remembered.get(token)
    if (known && known.until > machine()) return known.caller
    const verified = await verify(token)
    if (remembered.size >= REMEMBERED) remembered.delete(remembered.keys().next().value!)
    remembered.set(token, verified)
    return verified.caller
  }
}

/** What a token gets of what it asks: never more than its partner may, and of `send:*` whatever channels it may. */
const grantedOf = (scopes: readonly string[], asked: string): readonly string[] => {
  if (covers(scopes, asked)) return [asked]
  return asked === 'send:*' ? scopes.filter(scope => scope.startsWith('send:')) : []
}

const covers = (scopes: readonly string[], scope: string): boolean =>
  scopes.includes(scope) || (scope.startsWith('send:') && scopes.includes('send:*'))

const invalid = (why: string): HubError =>
  new HubError('unauthenticated', 'HUB_AUTH_TOKEN_INVALID', `the token is not accepted: ${why}`)

const algorithmOf = (key: JWK): string => (key.kty === 'OKP' ? 'EdDSA' : 'ES256')

function issuerOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).iss
  } catch {
    throw invalid('it is not a JSON Web Token')
  }
}

// biome-ignore lint/style/noRestrictedGlobals: the library takes a Date; the instant in it is the clock port's
const dateAt = (millis: number) => new Date(millis)

/** Throws unless the caller may. */
export function demand(caller: Caller, scope: string): void {
  if (!caller.may(scope))
    throw new HubError('forbidden', 'HUB_AUTH_NOT_ALLOWED', `the token needs the scope ${scope}`, { field: 'scope' })
}
