INSERT INTO "current_change" VALUES (1, NULL, NULL);
INSERT INTO "alembic_version" VALUES ('0004');
