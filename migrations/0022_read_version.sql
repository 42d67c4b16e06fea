-- Grows with every move of a read marker: a device keeps the newest it was told.
alter table chat_channel_members add column read_version bigint not null default 0;
