-- What rows of different files say together, over a table `judged` with a row of `gospub fill --format ndjson` each and the `path` of its file.
-- Spark and DuckDB read the same text, query by query.

-- One community at several organisations.
CREATE OR REPLACE TEMPORARY VIEW group_of_several AS
SELECT group_id, count(DISTINCT path) AS files, min(organisation) AS one, max(organisation) AS other
FROM judged
WHERE group_id IS NOT NULL
GROUP BY group_id
HAVING count(DISTINCT organisation) > 1 OR count(DISTINCT ogrn) > 1;

-- One ОГРН with several names, or several communities.
CREATE OR REPLACE TEMPORARY VIEW ogrn_of_several AS
SELECT ogrn, count(DISTINCT path) AS files, min(organisation) AS one, max(organisation) AS other
FROM judged
WHERE ogrn IS NOT NULL
GROUP BY ogrn
HAVING count(DISTINCT organisation) > 1 OR count(DISTINCT group_id) > 1;

-- The files whose rows have to be seen together: the names differ, but only gospub knows which spellings are one organisation and which
-- organisations may share a page.
CREATE OR REPLACE TEMPORARY VIEW seen_together AS
SELECT path FROM judged WHERE group_id IN (SELECT group_id FROM group_of_several WHERE files > 1)
UNION
SELECT path FROM judged WHERE ogrn IN (SELECT ogrn FROM ogrn_of_several WHERE files > 1);
