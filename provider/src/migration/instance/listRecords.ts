import { asObject, type Client, type Query } from "../../cloud/index.ts";
import { readCompleteList } from "../completeList.ts";
import { parseTotal } from "../parseTotal.ts";
import { describe } from "../task.ts";
import { unexpectedResponse } from "../unexpectedResponse.ts";

/** The service's maximum for `limit`, in every list that counts records. */
const recordsPerPage = 50;

/** A list that the service pages by record offset, from 0. */
export interface RecordList<Row> {
  /** What is listed, for messages: `topics of instance 1234…`. */
  readonly title: string;
  /** One record, for messages: `topic`. */
  readonly noun: string;
  readonly path: string;
  readonly query?: Query;
  /** The response's field with the records. */
  readonly field: string;
  /** The response's field with their number. Default: `total`. */
  readonly totalField?: string;
  /**
   * Parses one record.
   * @param source where it was found, as the subject of an error message
   * @throws ResponseError if it cannot be identified: dropping it would make a short list look complete
   */
  parse(record: Fields, source: string): Row;
  /** What identifies a record in the list. */
  keyOf(row: Row): string;
}

/** The fields of a response or a record. */
export type Fields = Readonly<Record<string, unknown>>;

/** All records of a list. */
export interface RecordsRead<Row> {
  /** In the service's order. */
  readonly rows: Row[];
  /** How many requests it took. */
  readonly requests: number;
  /** The response that was received last, for the fields beside the records. */
  readonly response: Fields;
}

/**
 * Reads all records of a list.
 * @throws IncompleteListError if the list cannot be read completely, ResponseError if a response is not a page of it, and any
 *   error of the client
 */
export async function listRecords<Row>(
  client: Pick<Client, "get">,
  list: RecordList<Row>,
  options: { signal?: AbortSignal } = {},
): Promise<RecordsRead<Row>> {
  const { title, noun, path, query, field, totalField = "total" } = list;
  let response: Fields = {};
  const { rows, pagesRead } = await readCompleteList<Row>(
    {
      title,
      noun,
      endlessRemedy: "Check endpoint: it may not be DMS for RocketMQ.",
      async readPage({ rowOffset: offset, rowLimit: limit }, stop) {
        const source = `The list of ${title} (offset ${offset})`;
        const answer = await client.get(path, { ...query, offset, limit }, stop ? { signal: stop } : {});
        response = fieldsOf(answer, source);
        const total = parseTotal(response[totalField], source, `${noun}s`);
        return { total, rows: recordsIn(response[field], total, source, list) };
      },
      keyOf: list.keyOf,
      isSame: (one, other) => JSON.stringify(one) === JSON.stringify(other),
    },
    { pageSize: recordsPerPage, signal: options.signal },
  );
  return { rows, requests: pagesRead, response };
}

function fieldsOf(answer: unknown, source: string): Fields {
  const fields = asObject(answer);
  if (!fields) throw unexpectedResponse(`${source} is ${describe(answer)}, not an object.`);
  return fields;
}

function recordsIn<Row>(
  records: unknown,
  total: number | undefined,
  source: string,
  { field, noun, parse }: RecordList<Row>,
): Row[] {
  if (records === undefined || records === null) {
    // An empty list may omit its records, but then needs a total: `{}` might be a broken response.
    if (total === undefined) throw unexpectedResponse(`${source} has neither a total nor ${field}.`);
    return [];
  }
  if (!Array.isArray(records)) throw unexpectedResponse(`${source} has ${describe(records)} for ${field}, not a list.`);
  return records.map((record: unknown) => {
    const fields = asObject(record);
    if (!fields) throw unexpectedResponse(`${source} has a ${noun} that is ${describe(record)}, not an object.`);
    return parse(fields, source);
  });
}

/**
 * The name or ID that identifies a record.
 * @throws ResponseError if it is missing or empty
 */
export function identifierOf(value: unknown, what: string, source: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw unexpectedResponse(`${source} has a ${what} (it is ${describe(value)}).`);
}
