"""The bare limit: what the data of one move costs PostgreSQL and its driver, with nothing around it."""

BARE = """
CREATE TABLE bare_case (id int PRIMARY KEY, stage text, seq int);
CREATE TABLE bare_step (case_id int, seq int, facts jsonb, hash bytea, PRIMARY KEY (case_id, seq));
CREATE TABLE bare_job (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, args jsonb);
INSERT INTO bare_case SELECT n, 'intake', 0 FROM generate_series(0, 2000) n;
"""
ONE_STATEMENT = """
WITH moved AS (UPDATE bare_case SET stage = 'withdrawn', seq = seq + 1 WHERE id = %s AND stage = 'intake' RETURNING id, seq),
     step AS (INSERT INTO bare_step SELECT id, seq, '{"law": "PML 17"}', %s FROM moved RETURNING case_id)
INSERT INTO bare_job (args) SELECT jsonb_build_object('case', case_id) FROM step
"""
