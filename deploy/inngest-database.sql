-- Run once, when PostgreSQL's volume is empty: Inngest keeps its own tables apart from ours.
create database inngest;
