/** What the reconciler's log says of troubles that a person should hear of: alarms go by these very words. */
export const troubles = {
  chain: 'An approval could not be reconciled',
  effect: 'An owed effect failed',
  restart: 'Approval clocks were started anew',
} as const;
