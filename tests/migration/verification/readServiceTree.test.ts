import { expect } from "chai";
import type { Json, Query } from "../../../provider/src/cloud/index.ts";
import { completeMetadata, readServiceTree } from "../../../provider/src/migration/index.ts";
import type { RabbitMqMetadata } from "../../../provider/src/migration/metadata/index.ts";

const metadata = completeMetadata({
  kind: "rabbitToRocket",
  vhosts: [{ name: "shop" }],
  exchanges: [
    { vhost: "shop", name: "orders", type: "direct" },
    { vhost: "shop", name: "mails", type: "fanout" },
  ],
}) as RabbitMqMetadata;

/** The documentation has no response, so this is all that a test can give: something, and nothing. */
function client(responses: Readonly<Record<string, Json>>) {
  const asked: Query[] = [];
  return {
    asked,
    async get(_path: string, query: Query = {}): Promise<Json> {
      asked.push(query);
      const response = responses[`${query.type} ${query.name}`];
      if (response === undefined) throw new Error("refused");
      return response;
    },
  };
}

describe("readServiceTree", () => {
  it("returns what the service says about exchanges and queues, as it says it", async () => {
    const service = client({ "exchange shop": { exchanges: ["orders"] }, "queue shop-orders": ["invoices"] });
    expect(await readServiceTree(service, "i", "t", metadata)).to.deep.equal([
      { type: "exchange", name: "shop", response: { exchanges: ["orders"] } },
      { type: "queue", name: "shop-orders", response: ["invoices"] },
    ]);
    expect(service.asked).to.deep.equal([
      { id: "t", type: "exchange", name: "shop" },
      { id: "t", type: "queue", name: "shop-orders" },
      { id: "t", type: "queue", name: "shop-mails" },
    ]);
  });

  it("leaves out a response that is only the task again", async () => {
    const service = client({
      "exchange shop": { id: "t", json_content: "{}" },
      "queue shop-orders": { total: 1, task: [] },
    });
    expect(await readServiceTree(service, "i", "t", metadata)).to.deep.equal([]);
  });
});
