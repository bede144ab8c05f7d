REVOKE ALL ON gatehouse_migrate.run, gatehouse_migrate.part, gatehouse_migrate.quarantine, gatehouse_migrate.stub
    FROM PUBLIC
