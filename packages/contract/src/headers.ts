import Type from "typebox";
import { IDEMPOTENCY_KEY_LENGTH_MAX } from "./limits.ts";

/** What a creating request may carry beside its body; other headers are open. */
export const IdempotencyHeaders = Type.Object({
  "idempotency-key": Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: IDEMPOTENCY_KEY_LENGTH_MAX,
      pattern: "^[\\x21-\\x7e]+$",
      description: `1 to ${IDEMPOTENCY_KEY_LENGTH_MAX} visible ASCII characters; repeating the request with it does nothing twice, for 24 hours`,
    }),
  ),
});
