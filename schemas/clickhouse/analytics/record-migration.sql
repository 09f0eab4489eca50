INSERT INTO schema_migrations (number, name, sha256, applied_at)
SELECT {number:UInt16}, {name:String}, {sha256:String}, now64(3)
