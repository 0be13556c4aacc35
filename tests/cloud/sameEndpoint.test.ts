import { expect } from "chai";
import { sameEndpoint } from "../../provider/src/cloud/index.ts";

describe("sameEndpoint", () => {
  const pairs = {
    "a slash at the end": ["https://dms.example.com", "https://dms.example.com/"],
    "slashes after a base path": ["https://dms.example.com/api", "https://dms.example.com/api//"],
    "the case of scheme and host": ["https://dms.example.com", "HTTPS://DMS.Example.com"],
    "the port that https has anyway": ["https://dms.example.com", "https://dms.example.com:443"],
    "the port that http has anyway": ["http://dms.example.com", "http://dms.example.com:80/"],
    "localhost and 127.0.0.1": ["http://localhost:8080", "http://127.0.0.1:8080"],
    "localhost and [::1]": ["http://localhost:8080", "http://[::1]:8080/"],
    "two forms of the IPv6 address": ["http://[::1]:8080", "http://[0:0:0:0:0:0:0:1]:8080"],
  } as const;
  for (const [what, [a, b]] of Object.entries(pairs)) {
    it(`ignores ${what}`, () => {
      expect(sameEndpoint(a, b)).to.equal(true);
      expect(sameEndpoint(b, a)).to.equal(true);
    });
  }

  const others = {
    "another host": ["https://dms.example.com", "https://dms.example.org"],
    "another scheme": ["http://dms.example.com:443", "https://dms.example.com"],
    "another port": ["http://localhost:8080", "http://127.0.0.1:8081"],
    "another base path": ["https://dms.example.com/a", "https://dms.example.com/b"],
    "the case of the base path": ["https://dms.example.com/api", "https://dms.example.com/API"],
    "another loopback address": ["http://127.0.0.1:8080", "http://127.0.0.2:8080"],
  } as const;
  for (const [what, [a, b]] of Object.entries(others)) {
    it(`distinguishes ${what}`, () => expect(sameEndpoint(a, b)).to.equal(false));
  }

  it("compares anything else as text", () => {
    expect(sameEndpoint("", "")).to.equal(true);
    expect(sameEndpoint("dms.example.com", "dms.example.com")).to.equal(true);
    expect(sameEndpoint("dms.example.com", "https://dms.example.com")).to.equal(false);
  });
});
