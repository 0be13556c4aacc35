/** Replaces a secret. */
const redacted = "[redacted]";

/** How signatures, tokens and keys look in headers, and in responses that quote a request. */
const shapes: readonly [RegExp, string][] = [
  [/SDK-HMAC-SHA256\s+Access=[^\s,"]+/gi, `SDK-HMAC-SHA256 Access=${redacted}`],
  [/\bSignature=[0-9a-f]+/gi, `Signature=${redacted}`],
  [
    /(["']?(?:x-security-token|x-auth-token|authorization|security_?token|secret_?(?:access_?)?key)["']?\s*[:=]\s*["']?)(?!SDK-HMAC)[^\s"',;&]+/gi,
    `$1${redacted}`,
  ],
];

/** Replaces the given secrets, and everything that looks like a signature, token or key, in a text for the user. */
export function redact(text: string, secrets: readonly string[] = []): string {
  const spellings = secrets
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length);
  const known = spellings.reduce((shown, spelling) => shown.replaceAll(spelling, redacted), text);
  return shapes.reduce((shown, [shape, replacement]) => shown.replace(shape, replacement), known);
}
