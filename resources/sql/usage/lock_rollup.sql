SELECT id FROM gatehouse.usage_rollup_source WHERE id = $1::int FOR UPDATE
