/** Writes a date as X-Sdk-Date wants it: `20260123T000000Z`, in UTC, without fractions. */
export function formatDate(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d+/g, "");
}
