/** A place whose keys may change while a client lives, such as files that somebody else replaces. */
export interface KeySource {
  /** Where the keys are, for messages. */
  readonly place: string;
  /**
   * Reads them as they are now.
   * @throws ConfigurationError if they cannot be read
   */
  read(): { readonly accessKey: string; readonly secretKey: string; readonly securityToken: string | undefined };
}
