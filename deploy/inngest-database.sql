-- Runs once, when PostgreSQL's volume is empty. Inngest has a database of its own, separate from ours.
create database inngest;
