import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../setup/command.mjs";
import { root } from "../setup/root.mjs";
import { nodeVersion, type Target } from "./targets.ts";

/** What the files of a release were made from. */
interface Origin {
  readonly version: string;
  readonly targets: readonly Target[];
  /** The commit that a release's tag names. */
  readonly releaseCommit: string;
}

/**
 * Writes what lets others check a release: `SHA256SUMS`, for `sha256sum --check`, and `provenance.json`, an in-toto statement with
 * SLSA's provenance. Nobody has signed either: signing needs the identity of the CI that releases.
 *
 * @param folder The release's folder.
 * @param names The files in it.
 */
export async function writeEvidence(folder: string, names: readonly string[], origin: Origin): Promise<void> {
  const subject = names.map((name) => ({ name, digest: { sha256: digest("sha256", join(folder, name)) } }));
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    subject,
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: await provenance(origin),
  };
  writeFileSync(join(folder, "provenance.json"), `${JSON.stringify(statement, null, 2)}\n`);
  const listed = [
    ...subject,
    { name: "provenance.json", digest: { sha256: digest("sha256", join(folder, "provenance.json")) } },
  ];
  writeFileSync(join(folder, "SHA256SUMS"), listed.map(({ name, digest }) => `${digest.sha256}  ${name}\n`).join(""));
}

/** See https://slsa.dev/spec/v1.0/provenance. Without times and an invocation's ID: the same sources give the same bytes. */
async function provenance({ version, targets, releaseCommit }: Origin): Promise<object> {
  const gitCommit = (await run("git", ["rev-parse", "HEAD"])).trim();
  const isClean = (await run("git", ["status", "--porcelain"])) === "";
  return {
    buildDefinition: {
      buildType: "urn:huaweicloud-rocketmq:release:v1",
      externalParameters: {
        command: "npm run release",
        version,
        platforms: targets.map(({ os, arch }) => `${os}-${arch}`),
      },
      internalParameters: { hasUncommittedChanges: !isClean, builtWithNode: process.versions.node, releaseCommit },
      resolvedDependencies: [
        { name: "sources", digest: { gitCommit } },
        { name: "package-lock.json", digest: { sha256: digest("sha256", join(root, "package-lock.json")) } },
        ...targets.map(({ nodePackage, integrity }) => ({
          name: nodePackage,
          uri: `pkg:npm/${nodePackage}@${nodeVersion}`,
          digest: { sha512: Buffer.from(integrity.replace("sha512-", ""), "base64").toString("hex") },
        })),
      ],
    },
    runDetails: {
      // Whoever signs replaces this with the identity of their builder.
      builder: { id: "urn:huaweicloud-rocketmq:unsigned-local-build" },
    },
  };
}

function digest(algorithm: string, path: string): string {
  return createHash(algorithm).update(readFileSync(path)).digest("hex");
}
