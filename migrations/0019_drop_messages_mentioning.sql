-- no-transaction
-- Replaced; see docs/decisions/0009-lists-by-index.md. One by one, since a transaction that drops
-- several waits for posts in another order than theirs.
drop index concurrently if exists chat_messages_mentioning;
