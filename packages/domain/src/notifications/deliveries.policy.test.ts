import t from "tap";
import { type DeliveryFacts, judgeDelivery } from "./deliveries.policy.ts";

const AGE_MS_MAX = 1_000;
const facts: DeliveryFacts = {
  isThere: true,
  mayRead: true,
  isRead: false,
  isWanted: true,
  ageMs: 0,
  doNotDisturb: null,
};
const judge = (of: Partial<DeliveryFacts>) => judgeDelivery({ ...facts, ...of }, AGE_MS_MAX);

t.test("what nothing speaks against is sent", async (t) => {
  t.same(judge({}), { verdict: "send" });
  t.same(judge({ ageMs: AGE_MS_MAX }), { verdict: "send" });
});

t.test("what nobody wants or may read any more is withdrawn, whatever else holds", async (t) => {
  const until = { doNotDisturb: { until: null } };
  const withdrawn = {
    gone: { isThere: false },
    no_access: { mayRead: false },
    read: { isRead: true },
    preference: { isWanted: false },
    too_late: { ageMs: AGE_MS_MAX + 1 },
  };
  for (const [reason, of] of Object.entries(withdrawn)) {
    t.same(judge({ ...of, ...until }), { verdict: "withdraw", reason });
  }
});

t.test("whoever is not to be disturbed is sent it afterwards", async (t) => {
  const until = new Date();
  t.same(judge({ doNotDisturb: { until } }), { verdict: "hold", until });
  t.same(judge({ doNotDisturb: { until: null } }), { verdict: "hold", until: null });
});
