import { expect } from "chai";
import { EngineLog } from "../../provider/src/plugin/engineLog.ts";
import { type EngineServer, startEngineServer } from "./engineServer.ts";

describe("The engine's log", () => {
  let engine: EngineServer;
  before(async () => {
    engine = await startEngineServer();
  });
  after(() => engine.close());

  it("gives up on lines that a frozen engine does not answer, and writes on once it does", async () => {
    const log = new EngineLog(() => {}, 200);
    log.connect(engine.address);
    engine.freeze();
    log.debug("frozen");
    await log.flush();
    expect((await engine.message("frozen")).severity).to.equal("DEBUG");
    // More than are on their way at the same time: each of them has to be given up.
    for (let line = 1; line <= 40; line += 1) log.debug(`still frozen ${line}`);
    await log.flush();
    engine.thaw();
    log.debug("thawed");
    await log.flush();
    expect(engine.messages.at(-1)?.text).to.equal("thawed");
  });
});
