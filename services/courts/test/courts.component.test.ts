import { IdentityType } from '@hub/contracts/person'
import { expectedStates, sampleMessages } from '@hub/simulator'
import { everySample } from '@hub/testing'
import { courts, createCourts } from '../src'

everySample({
  definition: courts,
  create: createCourts,
  samples: sampleMessages('courts').map(sample => ({ ...sample, expected: expectedStates[sample.name]! })),
  met: { type: IdentityType.IDENTITY_TYPE_CP_DEFENDANT, value: 'ac24a1be-939b-49a4-a524-21a3d228f8bc' },
})
