/** How long a resource waits for a migration when `customTimeouts` does not say: one hour. */
export const defaultTimeoutSeconds = 60 * 60;
