REVOKE ALL ON gatehouse.usage_rollup_source, gatehouse.usage_rollup FROM PUBLIC
