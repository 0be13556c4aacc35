import { expect } from "chai";
import { ConnectionError, ResponseError, ServiceError, TimeoutError } from "../../../provider/src/cloud/index.ts";
import { IncompleteListError } from "../../../provider/src/migration/index.ts";
import { shortCause } from "../../../provider/src/migration/waiting/shortCause.ts";

const url = "https://dms.example.com/v2/11111111-2222-4333-8444-555555555555";
const seen = { totalSaid: 2, rowsSeen: 1, pagesRead: 1, attempts: 5 };

describe("shortCause", () => {
  for (const [error, text] of [
    [new ServiceError(url, { method: "GET", url, httpStatus: 502 }), "service error (HTTP 502)"],
    [
      new ServiceError(url, { method: "GET", url, httpStatus: 429, errorCode: "APIGW.0308" }),
      "throttled (HTTP 429 APIGW.0308)",
    ],
    [new ConnectionError(url, "connect", "ECONNREFUSED"), "unreachable (ECONNREFUSED)"],
    [new ConnectionError(url, "read", "ECONNRESET"), "connection lost (ECONNRESET)"],
    [new TimeoutError(url, "connect"), "unreachable (timeout)"],
    [new TimeoutError(url, "response"), "no response in time"],
    [new ResponseError(url), "invalid response"],
    [
      new IncompleteListError({ title: "migration tasks of instance i", noun: "task" }, "page 2 is empty", seen),
      "incomplete task list",
    ],
    [new Error(url), "poll failed"],
  ] as const) {
    it(`says "${text}"`, () => {
      expect(shortCause(error)).to.equal(text);
    });
  }
});
