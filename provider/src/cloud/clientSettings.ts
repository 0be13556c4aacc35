import type { KeySource } from "./credentials/keySource.ts";
import type { Range } from "./range.ts";

/** What `maxRetries` must be. */
export const maxRetriesRange: Range = { minimum: 0, maximum: 100, default: 5, isWhole: true };

/** What `requestTimeout` must be, in seconds. */
export const requestTimeoutRange: Range = { minimum: 0.1, maximum: 3600, default: 60, isWhole: false };

/** The provider's configuration, parsed. All of it is optional: what is missing is looked up elsewhere. */
export interface ClientSettings {
  accessKey?: string;
  secretKey?: string;
  /** For temporary keys only. */
  securityToken?: string;
  /** Keys that may change while the client lives, in place of the three above. */
  keySource?: KeySource;
  region?: string;
  projectId?: string;
  /** Looked up at IAM if there is no project ID. Default: the region's own project, which has the region's name. */
  projectName?: string;
  /** A profile in the shared configuration file. Default: the file's current one. */
  profile?: string;
  /** Default: `~/.hcloud/config.json`. */
  sharedConfigFile?: string;
  /** Default: `https://dms.{region}.myhuaweicloud.com`. */
  endpoint?: string;
  /** Default: `https://iam.{region}.myhuaweicloud.com`. */
  iamEndpoint?: string;
  /** How many times a failed request is retried, within `maxRetriesRange`. */
  maxRetries?: number;
  /** Timeout of one attempt of a request in seconds, within `requestTimeoutRange`. */
  requestTimeoutSeconds?: number;
  /** True: TLS certificates are not verified. Default: false. */
  insecure?: boolean;
  /** True: temporary keys may come from the metadata service of the ECS that this runs on. Default: false. */
  useEcsMetadata?: boolean;
}
