import { createHash } from "node:crypto";
import type { MigrationReport } from "../../migration/index.ts";
import type { PageAssets } from "./assets.ts";

/** How to show a report. */
export interface PageOptions {
  /** The page gets reports from `events`, an address beside its own. Default: it only shows this one. */
  readonly live?: {
    /** Maximum seconds between two readings of an instance. Data that is much older gets a warning. */
    readonly pollIntervalSeconds: number;
  };
  /** Shown at the top and in the browser's tab. Default: `Migrations`. */
  readonly title?: string;
}

/**
 * Renders a report as one self-contained HTML document: it needs neither network nor server. Its Content-Security-Policy allows
 * only the page's own script and style, so nothing that the service reports can run.
 */
export function renderPage(
  { body, style, script }: PageAssets,
  report: MigrationReport,
  { live, title = "Migrations" }: PageOptions = {},
): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hash(script)}'`,
    `style-src '${hash(style)}'`,
    // The icon of the browser's tab, which the script draws.
    "img-src data:",
    ...(live ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  const liveAttributes = live
    ? `data-live="true" data-poll-interval-seconds="${live.pollIntervalSeconds}"`
    : `data-live="false"`;
  const shownTitle = escapeHtml(title);
  return `<!doctype html>
<html lang="en" ${liveAttributes} data-title="${shownTitle}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${shownTitle}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
${body.replace('<h1 id="title">Migrations</h1>', () => `<h1 id="title">${shownTitle}</h1>`)}
<script type="application/json" id="report">${jsonForHtml(report)}</script>
<script type="module">${script}</script>
</body>
</html>
`;
}

/** The source of a policy that allows one script or style. */
function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** JSON that cannot end the script element around it. */
function jsonForHtml(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
