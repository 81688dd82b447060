/** What can be looked into when something does not work: the diagnostics of the whole company. */
export const checks = [
  'login_log',
  'sync_log',
  'service_status',
  'browser_check',
  'release_log',
  'device_check',
  'network_trace',
  'account_audit',
  'api_log',
  'mail_log',
  'permission_check',
  'settings_check',
] as const
export type Check = (typeof checks)[number]

/** Minutes that looking takes, by check. */
export const checkMinutes: Readonly<Record<Check, number>> = {
  login_log: 2,
  sync_log: 3,
  service_status: 1,
  browser_check: 2,
  release_log: 1.5,
  device_check: 2,
  network_trace: 2.5,
  account_audit: 2,
  api_log: 2,
  mail_log: 2,
  permission_check: 1.5,
  settings_check: 1.5,
}

/** Probability that a check is positive though the cause gives no reason for it. */
export const FALSE_POSITIVE_RATE = 0.05

/** Probability that a customer cannot say what they noticed; it does not depend on the cause. */
export function unsureProbability(tech: number): number {
  return 0.35 * (1 - tech)
}

/** What can be done about it. */
export const fixes = [
  'reset_session',
  'reinstall',
  'clear_cache',
  'roll_back',
  'reset_password',
  'unlock_account',
  'reconnect_sso',
  'update_app',
  'rebuild_index',
  'restore_backup',
  'allowlist_sender',
  'correct_address',
  'rotate_api_key',
  'restart_job',
  'grant_permission',
  'reconnect_integration',
  'correct_settings',
  'revoke_sessions',
  'reset_mfa',
  'transfer_ownership',
] as const
export type Fix = (typeof fixes)[number]

/** Minutes that trying a fix together with the customer takes. */
export const FIX_MINUTES = 5

/** What came of a fix. */
export const fixResults = ['worked', 'failed', 'worsened'] as const
export type FixResult = (typeof fixResults)[number]

export const teams = ['billing', 'technical', 'account', 'retention'] as const
export type Team = (typeof teams)[number]

/** What a hand-over can pass on: the team asks the customer anew for what is left out. */
export const handOverParts = ['request', 'identity', 'answers', 'checks', 'fixes'] as const
export type HandOverPart = (typeof handOverParts)[number]
