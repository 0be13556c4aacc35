/** How long a resource waits for a migration when `customTimeouts` does not say. */
export const defaultTimeoutSeconds = 60 * 60;

/** The same in words, for descriptions. */
export const defaultTimeoutText = "one hour";
