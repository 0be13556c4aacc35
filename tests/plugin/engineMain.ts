/** An engine in a process of its own, to be killed: prints its address, and serves until then. */
import { startEngineServer } from "./engineServer.ts";

const { address } = await startEngineServer();
console.log(address);
