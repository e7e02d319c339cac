import { parseCpDefendant } from './cp-defendant'
import { parseCpMasterDefendant } from './cp-master-defendant'
import { parseCrn } from './crn'
import { parseCro } from './cro'
import { parseLibraCase } from './libra-case'
import { parseLibraCid } from './libra-cid'
import { parseNoms } from './noms'
import { parsePnc } from './pnc'
import { type AskedOn, type IdentifierParser, invalid, type ParsedIdentifier } from './result'

/** What the hub knows about one type of identifier. */
export interface IdentifierKind {
  /** What people call it. */
  readonly name: string
  /** A made-up value in canonical form. */
  readonly example: string
  /**
   * True: a *source identity*, one value is one person at its source, and people are resolved by it exactly.
   * False: an *attribute*, searched and scored by matching but never resolved on, because it is mistyped, shared or
   * another system's opinion.
   */
  readonly identifies: boolean
  readonly parse: IdentifierParser
}

/** The closed list. Which types identify: INTERFACES of the hub, "Who is a person". */
export const identifierKinds = {
  NOMS: { name: 'prison number', example: 'A1234BC', identifies: true, parse: parseNoms },
  CRN: { name: 'probation case reference number', example: 'X123456', identifies: true, parse: parseCrn },
  CP_DEFENDANT: {
    name: 'Common Platform defendant id',
    example: '8b357a96-4094-431d-aa20-b90b0d6f316b',
    identifies: true,
    parse: parseCpDefendant,
  },
  LIBRA_CID: { name: 'Libra person id', example: '1234567', identifies: true, parse: parseLibraCid },
  LIBRA_CASE: { name: 'Libra case at its court', example: 'B10JQ/1600032981', identifies: true, parse: parseLibraCase },
  PNC: { name: 'Police National Computer id', example: '2002/0073319Z', identifies: false, parse: parsePnc },
  CRO: { name: 'Criminal Records Office number', example: '029906/12J', identifies: false, parse: parseCro },
  CP_MASTER_DEFENDANT: {
    name: 'Common Platform master defendant id',
    example: '0811cb2a-b74c-4fed-a342-dab41795880f',
    identifies: false,
    parse: parseCpMasterDefendant,
  },
} as const satisfies Record<string, IdentifierKind>

/** The type of an identifier, as written before the colon of `NOMS:A1234BC`. */
export type IdentifierType = keyof typeof identifierKinds

/** All types, those that identify first. */
export const identifierTypes = Object.keys(identifierKinds) as readonly IdentifierType[]

/** Whether people are resolved by this type exactly; see `IdentifierKind.identifies`. */
export const identifies = (type: IdentifierType): boolean => identifierKinds[type].identifies

/** The type by its name in any case, with hyphens for underscores if need be (`cp-defendant`); else undefined. */
export const identifierTypeOf = (name: unknown): IdentifierType | undefined => {
  if (typeof name !== 'string' || !/^[\sA-Za-z_-]+$/.test(name)) return undefined
  const type = name.trim().toUpperCase().replaceAll('-', '_')
  return Object.hasOwn(identifierKinds, type) ? (type as IdentifierType) : undefined
}

const unknownType = invalid(`The type of an identifier is one of ${identifierTypes.join(', ')}.`)

/**
 * Reads a value as an identifier of the given type (its name in any case). Never throws.
 *
 * `on` is the date asked about; only a PNC number with a two-digit year needs it.
 */
export const parseIdentifier = (type: string, value: unknown, on?: AskedOn): ParsedIdentifier => {
  const known = identifierTypeOf(type)
  return known === undefined ? unknownType : identifierKinds[known].parse(value, on)
}

/** As `ParsedIdentifier`, with the type that stood before the colon. */
export type QualifiedIdentifier =
  | {
      readonly valid: true
      readonly type: IdentifierType
      readonly canonical: string
      readonly placeholder?: true
    }
  | { readonly valid: false; readonly reason: string }

/** Reads `TYPE:value`, such as `noms:a1234bc`; the type in any case, the value as its type allows. Never throws. */
export const parseQualified = (text: unknown, on?: AskedOn): QualifiedIdentifier => {
  const colon = typeof text === 'string' ? text.indexOf(':') : -1
  if (typeof text !== 'string' || colon < 0) return invalid('Write the type, a colon and the value, as in NOMS:value.')
  const type = identifierTypeOf(text.slice(0, colon))
  if (type === undefined) return unknownType
  const parsed = identifierKinds[type].parse(text.slice(colon + 1), on)
  return parsed.valid ? { ...parsed, type } : parsed
}

/** Writes `TYPE:value`, the form that `parseQualified` reads and that tokens of identifiers are made of. */
export const formatQualified = (type: IdentifierType, canonical: string): string => `${type}:${canonical}`
