export { courts } from './context'
export { createCourts } from './service'
export { translateCommonPlatform } from './translate/common-platform'
