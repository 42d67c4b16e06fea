import { User } from "../resources/user.ts";
import { defineOperation } from "./operation.ts";

export const getMe = defineOperation({
  id: "getMe",
  tag: "users",
  summary: "The caller",
  method: "GET",
  path: "/users/me",
  answers: { 200: User },
  errors: [],
});
