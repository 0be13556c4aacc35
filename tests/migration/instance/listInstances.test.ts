import { expect } from "chai";
import { defaultAccessKey, defaultProjectId, defaultRegion, defaultSecretKey } from "../../../emulator/src/index.ts";
import { createClient } from "../../../provider/src/cloud/index.ts";
import { listInstances } from "../../../provider/src/migration/index.ts";
import { answerJson, startServer } from "../../cloud/localServer.ts";
import { testHost } from "../../cloud/testHost.ts";

describe("listInstances", () => {
  it("returns no instance of another name, even if the service ignores that the whole name is asked for", async () => {
    const instances = ["shop", "shop-staging"].map((name, index) => ({ instance_id: `id-${index}`, name }));
    const server = await startServer((_, response) => answerJson(response, 200, { instances, instance_num: 2 }));
    try {
      const keys = { accessKey: defaultAccessKey, secretKey: defaultSecretKey };
      const location = { region: defaultRegion, projectId: defaultProjectId, endpoint: server.url };
      const client = createClient({ ...keys, ...location, maxRetries: 0 }, testHost());
      const found = await listInstances(client, { name: "shop", engine: "reliability" });
      expect(found.map(({ id }) => id)).to.deep.equal(["id-0"]);
      expect(await listInstances(client, { engine: "reliability" })).to.have.lengthOf(2);
    } finally {
      await server.close();
    }
  });
});
