-- Up Migration

-- Records take another form; those kept in the old one are read again from Git where they are needed.
update pipeline.blobs set record = null;

-- Down Migration

update pipeline.blobs set record = null;
