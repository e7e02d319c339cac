export * from './instant'
