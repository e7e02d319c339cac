import { IdentityType } from '@hub/contracts/person'
import { expectedStates, sampleMessages } from '@hub/simulator'
import { everySample } from '@hub/testing'
import { createPrisons, prisons } from '../src'

everySample({
  definition: prisons,
  create: createPrisons,
  // The last sample of the folder of prisons belongs to `people`.
  samples: [
    ...sampleMessages('prisons').slice(0, 19),
    ...sampleMessages('resettlement'),
    ...sampleMessages('handover'),
  ].map(sample => ({
    ...sample,
    expected: expectedStates[sample.name]!,
  })),
  met: { type: IdentityType.IDENTITY_TYPE_NOMS, value: 'A1001BC' },
})
