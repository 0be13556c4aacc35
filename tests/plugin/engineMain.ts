/** An engine in its own process: prints its address, and serves until it is killed. */
import { startEngineServer } from "./engineServer.ts";

const { address } = await startEngineServer();
console.log(address);
