/**
 * `sh scripts/run.sh node scripts/bench/signing.ts`: signatures a second of our signer, of the official Node signer, and of
 * the floor: the two crypto calls that no signer can do without, one SHA-256 (by createHash, and by the one-shot
 * crypto.hash, which ours uses) and one HMAC-SHA-256. Rounds are interleaved, so that a slow moment of the machine slows
 * them all.
 */
import * as crypto from "node:crypto";
import { createRequire } from "node:module";
import { canonicalRequest } from "../../provider/src/cloud/signing/canonicalRequest.ts";
import { createSigner } from "../../provider/src/cloud/signing/signRequest.ts";

const rounds = 41;
/** Short rounds: whatever else the machine does then slows them all. */
const signaturesPerRound = 5000;
/** In the first rounds the code is not optimised yet. */
const warmUpRounds = 10;

const keys = { accessKey: "EMULATORACCESSKEY", secretKey: "emulator-secret-key-that-is-no-secret" };
const host = "dms.cn-north-4.myhuaweicloud.com";
const projectId = "0123456789abcdef0123456789abcdef";
const path = `/v2/${projectId}/instances/11111111-2222-3333-4444-555555555555/metadata`;
const query = { limit: 50, offset: 1 };
const signRequest = createSigner();

interface OfficialSigner {
  sign(request: object, credential: object): { Authorization: string };
}

const { AKSKSigner: officialSigner } = createRequire(import.meta.url)(
  "@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js",
) as { AKSKSigner: OfficialSigner };
const credential = { getAk: () => keys.accessKey, getSk: () => keys.secretKey };

/** Every signature is for the present time and for another page than the one before, as when a list is read. */
const signers: Readonly<Record<string, (count: number) => unknown>> = {
  ours: (count) => {
    const request = { method: "GET", path, query: { ...query, offset: count }, headers: requestHeaders(), body: "" };
    return signRequest(request, keys, new Date());
  },
  "official Node signer": (count) => {
    // Without a date, as its own client calls it, it formats the present time.
    const request = {
      method: "GET",
      endpoint: `https://${host}${path}`,
      queryParams: { ...query, offset: count },
      headers: requestHeaders(),
    };
    return officialSigner.sign(request, credential);
  },
  "two crypto calls": (count) => {
    crypto.createHash("sha256").update(canonicalText(count)).digest("hex");
    return crypto.createHmac("sha256", keys.secretKey).update(stringToSign).digest("hex");
  },
  "  with crypto.hash": (count) => {
    crypto.hash("sha256", canonicalText(count));
    return crypto.createHmac("sha256", keys.secretKey).update(stringToSign).digest("hex");
  },
};

function requestHeaders() {
  return { host, "x-project-id": projectId };
}

const canonicalTexts = [1, 2].map((offset) => {
  const request = { method: "GET", path, query: { ...query, offset }, headers: requestHeaders(), body: "" };
  return canonicalRequest(request, path, "20260123T000000Z").text;
});

function canonicalText(count: number): string {
  return canonicalTexts[count & 1] ?? "";
}

const stringToSign = `SDK-HMAC-SHA256\n20260123T000000Z\n${"0".repeat(64)}`;

const perSecond: Record<string, number[]> = Object.fromEntries(Object.keys(signers).map((name) => [name, []]));
for (let round = -warmUpRounds; round < rounds; round++) {
  for (const [name, sign] of Object.entries(signers)) {
    const rate = measure(sign);
    if (round >= 0) perSecond[name]?.push(rate);
  }
}

console.log(`Signatures a second, medians of ${rounds} interleaved rounds, Node ${process.versions.node}:`);
for (const [name, rates] of Object.entries(perSecond)) {
  const range = `${inThousands(Math.min(...rates))}–${inThousands(Math.max(...rates))}`;
  console.log(`  ${name.padEnd(22)}${inThousands(median(rates)).padStart(6)}   (${range})`);
}
const timesOfficial = ratioTo("official Node signer");
const percentOfFloor = ratioTo("two crypto calls") * 100;
const percentOfFastFloor = ratioTo("  with crypto.hash") * 100;
console.log(
  `Ours: ${timesOfficial.toFixed(1)} times the official signer, ${percentOfFloor.toFixed(0)} % of the floor, ` +
    `${percentOfFastFloor.toFixed(0)} % of the floor with crypto.hash (medians over the rounds).`,
);

/** How many times as many signatures ours makes; the median over the rounds, each compared with its neighbour. */
function ratioTo(other: string): number {
  return median((perSecond.ours ?? []).map((rate, round) => rate / (perSecond[other]?.[round] ?? Number.NaN)));
}

function measure(sign: (count: number) => unknown): number {
  const startedMs = performance.now();
  for (let count = 1; count <= signaturesPerRound; count++) sign(count);
  return signaturesPerRound / ((performance.now() - startedMs) / 1000);
}

function inThousands(rate: number): string {
  return `${Math.round(rate / 1000)}k`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
