-- What the application role of one service may do in its database: rows, never tables. Included by ../init.sql.
revoke all on schema public from public;
grant usage on schema public to :"app";
alter default privileges for role :"owner" in schema public
    grant select, insert, update, delete on tables to :"app";
alter default privileges for role :"owner" in schema public
    grant usage, select on sequences to :"app";
