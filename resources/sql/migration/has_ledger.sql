SELECT to_regclass('gatehouse_migrate.run') IS NOT NULL AND to_regclass('gatehouse_migrate.stub') IS NOT NULL
