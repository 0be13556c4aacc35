import { posix, win32 } from "node:path";
import { expect } from "chai";
import { expandHome, showPath } from "../../provider/src/cloud/credentials/homePath.ts";

const windowsHome = "C:\\Users\\Li";

describe("A path in the home folder", () => {
  it("may start with ~ and the separator of the system", () => {
    expect(expandHome("~/keys", "/home/li", posix.sep)).to.equal("/home/li/keys");
    expect(expandHome("~\\keys", windowsHome, win32.sep)).to.equal("C:\\Users\\Li\\keys");
    expect(expandHome("~/keys", windowsHome, win32.sep)).to.equal("C:\\Users\\Li/keys");
  });

  it("is left alone where ~ is a part of a name", () => {
    for (const path of ["~keys", "~", "a/~/b", "", "~\\keys"]) {
      expect(expandHome(path, "/home/li", posix.sep)).to.equal(path);
    }
  });

  it("is shown with ~", () => {
    expect(showPath("/home/li/keys", "/home/li", posix.sep)).to.equal("~/keys");
    expect(showPath(win32.join(windowsHome, ".hcloud", "config.json"), windowsHome, win32.sep)).to.equal(
      "~\\.hcloud\\config.json",
    );
    expect(showPath("/home/lily/keys", "/home/li", posix.sep)).to.equal("/home/lily/keys");
    expect(showPath("D:\\keys", windowsHome, win32.sep)).to.equal("D:\\keys");
  });
});
