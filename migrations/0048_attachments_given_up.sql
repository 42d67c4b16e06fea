-- Whether a file could not be scanned and is not tried again by itself, because
-- a scan would come to the same. Of those that failed before, the ones that no
-- worker is to look at within the next minutes.
alter table chat_attachments add column given_up boolean not null default false;

update chat_attachments set given_up = true
where status = 'failed' and (due_at is null or due_at > now() + interval '5 minutes');
