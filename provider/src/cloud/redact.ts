import { maskTexts, secretMark } from "./maskTexts.ts";

/** How signatures, tokens and keys look in headers, and in responses that quote a request. */
const shapes: readonly [RegExp, string][] = [
  [/SDK-HMAC-SHA256\s+Access=[^\s,"]+/gi, `SDK-HMAC-SHA256 Access=${secretMark}`],
  [/\bSignature=[0-9a-f]+/gi, `Signature=${secretMark}`],
  [
    /(["']?(?:x-security-token|x-auth-token|authorization|security_?token|secret_?(?:access_?)?key)["']?\s*[:=]\s*["']?)(?!SDK-HMAC)[^\s"',;&]+/gi,
    `$1${secretMark}`,
  ],
];

/** Replaces the given secrets, and everything that looks like a signature, token or key, in a text for the user. */
export function redact(text: string, secrets: readonly string[] = []): string {
  return shapes.reduce((shown, [shape, replacement]) => shown.replace(shape, replacement), maskTexts(secrets)(text));
}
