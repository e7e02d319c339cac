import { describe, expect, it } from '@jest/globals'
import { translate } from '../../test/play'

const libraCase = (over: object) => ({
  caseNo: '1600032981',
  courtCode: 'B10JQ',
  sessionStartTime: '2020-02-20T09:01:00',
  name: { surname: 'Test' },
  offences: [{ seq: 1, title: 'Theft from a shop' }],
  ...over,
})

describe('a Libra case', () => {
  it.each([
    [{ caseNo: '1'.repeat(40) }, 'caseNo'],
    [{ caseNo: undefined }, 'caseNo'],
    [{ courtCode: 'B1' }, 'courtCode'],
    [{ courtCode: undefined }, 'courtCode'],
    [{ courtCode: 'B1', caseNo: '1'.repeat(40) }, 'courtCode'],
  ])('with %j is rejected, and the field is the one that is wrong', (over, field) => {
    expect(translate('libra', libraCase(over))).toMatchObject({ is: 'rejected', field })
  })

  it('whose person id is none says so in one sentence', () => {
    expect(translate('libra', libraCase({ cId: 'x' })).warnings).toEqual([
      'cId counts as absent: A Libra person id is one to twenty digits, which may follow the letters CID.',
    ])
  })

  it('keeps its charges when one cannot be read', () => {
    const offences = [{ seq: 1, title: 'Theft from a shop' }, null]
    expect(translate('libra', libraCase({ offences }))).toMatchObject({
      parts: [{ command: { facts: [{ key: 'listing', partial: true }, { key: 'details' }] } }],
      warnings: ['offences has an entry that is not an object and counts as not known'],
    })
  })
})
