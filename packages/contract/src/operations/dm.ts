import { Closed, Uuid } from "../primitives.ts";
import { Channel } from "../resources/channel.ts";
import { defineOperation } from "./operation.ts";

export const openDm = defineOperation({
  id: "openDm",
  tag: "channels",
  summary: "Open the direct channel with a user",
  description:
    "Made if there is none: 201 then, 200 otherwise, and one channel however many ask at once. With oneself it is a place for notes.",
  method: "POST",
  path: "/dm",
  body: Closed({ user_id: Uuid }),
  answers: { 200: Channel, 201: Channel },
  errors: ["not_found"],
});

export const getDm = defineOperation({
  id: "getDm",
  tag: "channels",
  summary: "The direct channel with a user, if there is one",
  method: "GET",
  path: "/dm/:userId",
  params: Closed({ userId: Uuid }),
  answers: { 200: Channel },
  errors: ["not_found"],
});
