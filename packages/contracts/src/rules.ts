export * from './gen/hub/rules/v1/rules_service'
