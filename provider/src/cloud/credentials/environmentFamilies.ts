/** The environment variables of one tool; its users have them set already. */
export interface EnvironmentFamily {
  accessKey: string;
  secretKey: string;
  securityToken?: string;
  projectId?: string;
}

/**
 * The families in the order in which they are asked: the official SDKs', Terraform's, and that of the samples on
 * Huawei's page of this very API.
 */
export const environmentFamilies: readonly EnvironmentFamily[] = [
  {
    accessKey: "HUAWEICLOUD_SDK_AK",
    secretKey: "HUAWEICLOUD_SDK_SK",
    securityToken: "HUAWEICLOUD_SDK_SECURITY_TOKEN",
    projectId: "HUAWEICLOUD_SDK_PROJECT_ID",
  },
  {
    accessKey: "HW_ACCESS_KEY",
    secretKey: "HW_SECRET_KEY",
    securityToken: "HW_SECURITY_TOKEN",
    projectId: "HW_PROJECT_ID",
  },
  { accessKey: "CLOUD_SDK_AK", secretKey: "CLOUD_SDK_SK" },
];
