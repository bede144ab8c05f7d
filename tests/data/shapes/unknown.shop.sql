-- Nothing of ours: a shop. Its tables lie beside a system, or alone.
CREATE TABLE customers (id bigserial PRIMARY KEY, name text, email text UNIQUE, created_at timestamptz DEFAULT now());
CREATE TABLE orders (id bigserial PRIMARY KEY, customer_id bigint REFERENCES customers (id), total numeric(10, 2), placed_at timestamptz);
