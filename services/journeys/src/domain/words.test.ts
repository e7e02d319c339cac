import { describe, expect, it } from '@jest/globals'
import { wordsOf } from './words'

describe('wordsOf', () => {
  it.each([
    ['Zoë O’Brien-Smith', ['zoe', 'o', 'brien', 'smith']],
    ['  ÅSA   ÅSA ', ['asa']],
    ['Łukasz', ['łukasz']],
    ['Nguyễn Thị 3rd', ['nguyen', 'thi', '3rd']],
    ['-- ’’', []],
    ['', []],
    ['李 小龍', ['李', '小龍']],
  ])('of %s', (text, words) => expect(wordsOf(text)).toEqual(words))
})
