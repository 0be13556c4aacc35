/** The provider's configuration, parsed. All of it is optional: what is missing is looked up elsewhere. */
export interface ClientSettings {
  accessKey?: string;
  secretKey?: string;
  /** For temporary keys only. */
  securityToken?: string;
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
  /** How many times a failed request is retried, 0 to 100. Default: 5. */
  maxRetries?: number;
  /** Timeout of one attempt of a request in seconds, 0.1 to 3600. Default: 60. */
  requestTimeoutSeconds?: number;
  /** True: TLS certificates are not verified. Default: false. */
  insecure?: boolean;
  /** True: temporary keys may come from the metadata service of the ECS that this runs on. Default: false. */
  useEcsMetadata?: boolean;
}
