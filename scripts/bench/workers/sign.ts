/** Counts signatures a second: ours, those of Huawei's Node SDK, and the two calls to node:crypto that none can do without. */
import { createHmac, hash } from "node:crypto";
import sdk from "@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js";
import { createSigner } from "../../../provider/src/cloud/signing/signRequest.ts";
import { keys, readInput } from "./resources.ts";

/** Signatures a second, a value a round. */
export interface SignRun {
  readonly ours: readonly number[];
  readonly official: readonly number[];
  readonly floor: readonly number[];
}

const batch = 500;
const { rounds, roundSeconds } = readInput<{ rounds: number; roundSeconds: number }>();
const host = "dms.cn-north-4.myhuaweicloud.com";
const projectId = "0123456789abcdef0123456789abcdef";
const path = `/v2/${projectId}/instances/11111111-2222-4333-8444-555555555555/metadata`;
const canonicalRequest = `GET\n${path}/\nlimit=50&offset=1\nhost:${host}\nx-sdk-date:20261124T100000Z\n\nhost;x-sdk-date\n${"e".repeat(64)}`;
const stringToSign = `SDK-HMAC-SHA256\n20261124T100000Z\n${"e".repeat(64)}`;

const sdkKeys = { getAk: () => keys.accessKey, getSk: () => keys.secretKey };
const signRequest = createSigner();
const date = new Date();
const sdkDate = date.toISOString().replace(/\.\d+/, "").replace(/[-:]/g, "");

/** One signature each, of a page of the list, with another page number every time. */
const signers = {
  ours: (page: number) => {
    signRequest(
      {
        method: "GET",
        path,
        query: { offset: page, limit: 50 },
        headers: { host, "x-project-id": projectId },
        body: "",
      },
      keys,
      date,
    );
  },
  official: (page: number) => {
    const request = {
      endpoint: `https://${host}${path}`,
      url: path,
      method: "GET",
      headers: { "X-Sdk-Date": sdkDate, "X-Project-Id": projectId },
      queryParams: { offset: page, limit: 50 },
    };
    sdk.AKSKSigner.sign(request, sdkKeys as never);
  },
  floor: () => {
    hash("sha256", canonicalRequest);
    createHmac("sha256", keys.secretKey).update(stringToSign).digest("hex");
  },
};

function perSecond(sign: (page: number) => void): number {
  const startedMs = performance.now();
  for (let count = 0; ; count += batch) {
    const elapsedSeconds = (performance.now() - startedMs) / 1000;
    if (elapsedSeconds >= roundSeconds) return count / elapsedSeconds;
    for (let page = 1; page <= batch; page++) sign(page);
  }
}

const run: Record<keyof SignRun, number[]> = { ours: [], official: [], floor: [] };
// The first round is for the compiler.
for (let round = 0; round <= rounds; round++) {
  for (const name of ["ours", "official", "floor"] as const) {
    const rate = perSecond(signers[name]);
    if (round > 0) run[name].push(rate);
  }
}
console.log(JSON.stringify(run));
