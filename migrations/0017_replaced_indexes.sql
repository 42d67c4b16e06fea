-- breaking
-- Earlier versions ask for what only these indexes have.

drop index chat_messages_history;
drop index chat_messages_thread;
drop index chat_messages_mentioning;
drop index chat_channels_name_search;
drop index chat_users_search;
