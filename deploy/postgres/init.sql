-- Four databases, and for each an owner role that migrates and an application role that only reads and writes rows.
-- No service can connect to another's database. The public page has a role of its own, which may do next to nothing:
-- `mutabakat migrate responses` gives it its rights, table by table (services/responses/page_role.py).
--
-- Tables are under forced row-level security. The roles of a service see all companies' rows (bypassrls): its workers act for all of
-- them. A request takes the role mutabakat_company for its transaction and sees one company's (shared/isolation.py).
--
-- Run once by a superuser with psql 14 or newer; passwords come from the environment (deploy/make_secrets.py makes them):
--   psql -v ON_ERROR_STOP=1 -f deploy/postgres/init.sql
\set ON_ERROR_STOP on

\getenv aggregator_owner_password MUTABAKAT_AGGREGATOR_OWNER_PASSWORD
\getenv aggregator_password MUTABAKAT_AGGREGATOR_PASSWORD
\getenv campaign_owner_password MUTABAKAT_CAMPAIGN_OWNER_PASSWORD
\getenv campaign_password MUTABAKAT_CAMPAIGN_PASSWORD
\getenv mailer_owner_password MUTABAKAT_MAILER_OWNER_PASSWORD
\getenv mailer_password MUTABAKAT_MAILER_PASSWORD
\getenv responses_owner_password MUTABAKAT_RESPONSES_OWNER_PASSWORD
\getenv responses_password MUTABAKAT_RESPONSES_PASSWORD
\getenv responses_page_password MUTABAKAT_RESPONSES_PAGE_PASSWORD

-- A variable that the environment does not set is a syntax error here, before anything is created.
create temporary table installation as
select name, 'mutabakat_' || name as database, 'mutabakat_' || name || '_owner' as owner, 'mutabakat_' || name as app,
       owner_password, app_password
  from (values
        ('aggregator', :'aggregator_owner_password', :'aggregator_password'),
        ('campaign',   :'campaign_owner_password',   :'campaign_password'),
        ('mailer',     :'mailer_owner_password',     :'mailer_password'),
        ('responses',  :'responses_owner_password',  :'responses_password')
       ) as service (name, owner_password, app_password);

select format('create role %I login nosuperuser nocreatedb nocreaterole bypassrls password %L', owner, owner_password)
  from installation \gexec
select format('create role %I login nosuperuser nocreatedb nocreaterole bypassrls password %L', app, app_password)
  from installation \gexec
create role mutabakat_company nologin nosuperuser nocreatedb nocreaterole nobypassrls;
select format('grant mutabakat_company to %I', app) from installation \gexec
-- A forgotten transaction must not hold the queue tables for ever.
select format('alter role %I set idle_in_transaction_session_timeout = %L', app, '5min') from installation \gexec

select format('create database %I owner %I encoding %L template template0', database, owner, 'UTF8')
  from installation \gexec
select format('revoke all on database %I from public', database) from installation \gexec
select format('grant connect on database %I to %I', database, app) from installation \gexec

\set owner mutabakat_aggregator_owner
\set app mutabakat_aggregator
\connect mutabakat_aggregator
\ir privileges/service.sql

\set owner mutabakat_campaign_owner
\set app mutabakat_campaign
\connect mutabakat_campaign
\ir privileges/service.sql

\set owner mutabakat_mailer_owner
\set app mutabakat_mailer
\connect mutabakat_mailer
\ir privileges/service.sql

\set owner mutabakat_responses_owner
\set app mutabakat_responses
\connect mutabakat_responses
\ir privileges/service.sql

create role mutabakat_responses_page login nosuperuser nocreatedb nocreaterole password :'responses_page_password';
alter role mutabakat_responses_page set idle_in_transaction_session_timeout = '1min';
grant connect on database mutabakat_responses to mutabakat_responses_page;
