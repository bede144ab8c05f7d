DROP TABLE gatehouse.partition_job
