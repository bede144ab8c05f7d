ALTER TABLE gatehouse_migrate.run ADD COLUMN IF NOT EXISTS swap_open text NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS base bigint
