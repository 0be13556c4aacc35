/** A setting that messages name. */
type SettingName =
  | "accessKey"
  | "secretKey"
  | "securityToken"
  | "region"
  | "projectId"
  | "projectName"
  | "profile"
  | "sharedConfigFile"
  | "endpoint"
  | "iamEndpoint"
  | "maxRetries"
  | "requestTimeout"
  | "useEcsMetadata"
  | "instanceId";

/** What messages call the settings: the users of each front set them in another way. */
export interface SettingTerms {
  /** Where the settings are. */
  readonly place: string;
  /** The pair of access keys. */
  readonly keys: string;
  /** Where to set the pair, completing "Set …". */
  readonly waysToSetKeys: string;
  /** One setting. */
  call(setting: SettingName): string;
}

/** The terms of the provider's configuration. */
export const providerTerms: SettingTerms = {
  place: "the provider's configuration",
  keys: "accessKey and secretKey",
  waysToSetKeys:
    "accessKey and secretKey in the provider's configuration, or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK",
  call: (setting) => setting,
};
