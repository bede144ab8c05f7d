DROP TABLE gatehouse.usage_rollup, gatehouse.usage_rollup_source
