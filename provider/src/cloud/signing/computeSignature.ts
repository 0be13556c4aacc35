import { createHmac } from "node:crypto";

/** Step 3: the signature, keyed with the secret key as it is; Huawei's method derives no further keys. */
export function computeSignature(secretKey: string, stringToSign: string): string {
  return createHmac("sha256", secretKey).update(stringToSign, "utf8").digest("hex");
}
