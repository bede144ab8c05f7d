REVOKE ALL ON gatehouse.partition_job FROM PUBLIC
