import type { KeyNames } from "./keyPair.ts";

/** The environment variables of one tool, which its users have set already. */
export interface EnvironmentFamily extends KeyNames {
  projectId?: string;
}

/** In order of precedence: the official SDKs, Terraform, and the samples on Huawei's page of this API. */
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
