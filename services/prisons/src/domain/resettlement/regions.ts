/** A probation region with its delivery units. */
interface ProbationRegion {
  /** The letter that services use. */
  readonly id: string
  readonly name: string
  readonly deliveryUnits: readonly string[]
}

/**
 * The 12 regions, with their delivery units. Source: ministryofjustice/hmpps-reference-data,
 * registers/probation-regions-v0.csv and probation-delivery-units-v0.csv (6d86a802).
 */
export const PROBATION_REGIONS: readonly ProbationRegion[] = [
  {
    id: 'A',
    name: 'North East',
    deliveryUnits: [
      'County Durham and Darlington',
      'Gateshead and South Tyneside',
      'Stockton and Hartlepool',
      'Sunderland',
      'Redcar, Cleveland and Middlesbrough',
      'Newcastle Upon Tyne',
      'North Tyneside and Northumberland',
    ],
  },
  {
    id: 'B',
    name: 'North West',
    deliveryUnits: [
      'West Cheshire',
      'East Cheshire',
      'Warrington and Halton',
      'Knowsley and St. Helens',
      'Sefton',
      'Liverpool North',
      'Liverpool South',
      'Cumbria',
      'Wirral',
      'North West Lancashire',
      'Blackburn',
      'East Lancashire',
      'Central Lancashire',
    ],
  },
  {
    id: 'C',
    name: 'Yorkshire and the Humber',
    deliveryUnits: [
      'Barnsley and Rotherham',
      'Sheffield',
      'Doncaster',
      'Leeds',
      'Wakefield',
      'Kirklees',
      'Bradford and Calderdale',
      'York',
      'North Yorkshire',
      'Hull and East Riding',
      'North and North East Lincolnshire',
    ],
  },
  {
    id: 'D',
    name: 'Wales',
    deliveryUnits: [
      'North Wales',
      'Gwent',
      'Dyfed Powys',
      'Cardiff and the Vale of Glamorgan',
      'Swansea, Neath Port Talbot',
      'Cwm Taf Morgannwg',
    ],
  },
  {
    id: 'E',
    name: 'West Midlands',
    deliveryUnits: [
      'Birmingham North, East and Solihull',
      'Birmingham Central and South',
      'Dudley and Sandwell',
      'Walsall and Wolverhampton',
      'Coventry',
      'Warwickshire',
      'Staffordshire and Stoke',
      'Worcestershire',
      'Herefordshire, Shropshire and Telford',
    ],
  },
  {
    id: 'F',
    name: 'East Midlands',
    deliveryUnits: [
      'Nottingham City',
      'Nottinghamshire',
      'Derby City',
      'Derbyshire',
      'Leicester, Leicestershire and Rutland',
      'East and West Lincolnshire',
    ],
  },
  {
    id: 'G',
    name: 'South West',
    deliveryUnits: [
      'Gloucestershire',
      'Swindon and Wiltshire',
      'Dorset',
      'Bristol and South Gloucestershire',
      'Plymouth',
      'Cornwall and Isles of Scilly',
      'Devon and Torbay',
      'Somerset',
      'Bath and North Somerset',
    ],
  },
  {
    id: 'H',
    name: 'South Central',
    deliveryUnits: [
      'Hampshire North and East',
      'Hampshire South West',
      'Hampshire South and Isle of Wight',
      'Oxfordshire',
      'Buckinghamshire and Milton Keynes',
      'East Berkshire',
      'West Berkshire',
    ],
  },
  {
    id: 'I',
    name: 'East of England',
    deliveryUnits: [
      'Essex North',
      'Essex South',
      'Suffolk',
      'Norfolk',
      'Hertfordshire',
      'Northamptonshire',
      'Bedfordshire',
      'Cambridgeshire',
    ],
  },
  {
    id: 'J',
    name: 'London',
    deliveryUnits: [
      'Greenwich and Bexley',
      'Lewisham and Bromley',
      'Southwark',
      'Lambeth',
      'Croydon',
      'Kingston, Richmond and Hounslow',
      'Hammersmith, Fulham, Kensington, Chelsea and Westminster',
      'Camden and Islington',
      'Ealing and Hillingdon',
      'Wandsworth, Merton and Sutton',
      'Brent',
      'Harrow and Barnet',
      'Hackney and City',
      'Tower Hamlets',
      'Enfield and Haringey',
      'Newham',
      'Redbridge and Waltham Forest',
      'Barking, Dagenham and Havering',
    ],
  },
  {
    id: 'K',
    name: 'Kent, Surrey and Sussex',
    deliveryUnits: ['East Kent', 'West Kent', 'Surrey', 'East Sussex', 'West Sussex'],
  },
  {
    id: 'L',
    name: 'Greater Manchester',
    deliveryUnits: [
      'Salford',
      'Manchester North',
      'Manchester South',
      'Bolton',
      'Wigan',
      'Bury and Rochdale',
      'Stockport and Trafford',
      'Tameside',
      'Oldham',
    ],
  },
]

/** Names of a unit differ between registers in case, punctuation and how they join. */
const written = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll('&', 'and')
    .replaceAll(/[^a-z0-9]/g, '')

const BY_UNIT: ReadonlyMap<string, ProbationRegion> = new Map(
  PROBATION_REGIONS.flatMap(region => region.deliveryUnits.map(unit => [written(unit), region] as const)),
)

/** The region of a delivery unit by its name; undefined when no region has one of that name. */
export const regionOfUnit = (name: string): ProbationRegion | undefined => BY_UNIT.get(written(name))
