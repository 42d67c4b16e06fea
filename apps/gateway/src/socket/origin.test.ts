import t from "tap";
import { mayOpenSocket } from "./origin.ts";

t.test("origins are compared whole, where they are named", async (t) => {
  const allowed = ["https://chat.example.com"];
  const may = (origin?: string) => mayOpenSocket(origin, "api.example.com", allowed);
  t.ok(may("https://chat.example.com"));
  t.ok(may(), "no browser");
  t.ok(may("https://api.example.com"), "the service's own host");
  for (const strange of [
    "https://chat.example.com.evil.example",
    "https://evil.example",
    "http://chat.example.com",
    "https://chat.example.com:8443",
    "null",
    "",
  ]) {
    t.notOk(may(strange), strange);
  }
  t.ok(mayOpenSocket("https://evil.example", "api.example.com", []), "not named: from anywhere");
});
