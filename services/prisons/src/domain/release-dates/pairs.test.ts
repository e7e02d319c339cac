import { describe, expect, it } from '@jest/globals'
import { releaseDatesOf } from './date-facts'
import { pairProblems } from './pairs'

const DAY = '2026-08-03'
const pairsOf = (...codes: readonly string[]) =>
  pairProblems(releaseDatesOf({ dates: Object.fromEntries(codes.map(code => [code, DAY])) })).map(({ pair }) => pair)

describe('types that do not stand together', () => {
  it.each([
    [['CRD', 'ARD'], ['CRD+ARD']],
    [['HDCED', 'PRRD'], ['HDCED+PRRD']],
    [['HDCAD', 'PRRD'], ['HDCAD+PRRD']],
    [['PED', 'PRRD'], ['PED+PRRD']],
    [['HDCED', 'PED'], ['HDCED+PED']],
    [['HDCAD', 'PED'], ['HDCAD+PED']],
    [['HDCAD', 'APD'], ['HDCAD+APD']],
    [['TUSED', 'PED'], ['TUSED+PED']],
    [['ARD', 'LED'], ['ARD+LED']],
    [['CRD', 'SED'], ['CRD+SED']],
    [['CRD', 'SED', 'LED'], []],
    [['CRD', 'SLED'], []],
    [['CRD', 'SED', 'SLED'], ['CRD+SED']],
    [['ARD', 'SLED'], []],
    [['ARD', 'SED'], []],
    [['HDCED', 'CRD', 'TUSED'], []],
    [
      ['PED', 'HDCED', 'PRRD'],
      ['HDCED+PRRD', 'PED+PRRD', 'HDCED+PED'],
    ],
    [[], []],
  ])('%j: %j', (codes, expected) => {
    expect(pairsOf(...codes)).toEqual(expected)
  })

  it('are there by an override too, and not by null', () => {
    const facts = { dates: { CRD: DAY, PED: null, PRRD: DAY }, overrides: { ARD: DAY } }
    expect(pairProblems(releaseDatesOf(facts)).map(({ pair }) => pair)).toEqual(['CRD+ARD'])
  })

  it('are told in words, with their source', () => {
    const problems = pairProblems(releaseDatesOf({ dates: { CRD: DAY, SED: DAY, PED: DAY, HDCED: DAY } }))
    expect(problems).toEqual([
      {
        pair: 'HDCED+PED',
        text: 'HDCED and PED do not stand together; records do hold both, and resettlement then goes by the earlier',
        source: expect.stringMatching(/DateValidationService.*PrisonerService/),
      },
      { pair: 'CRD+SED', text: 'CRD and SED do not stand without LED', source: expect.stringMatching(/Validation/) },
    ])
  })
})
