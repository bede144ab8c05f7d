CREATE TABLE gatehouse.care_size (
    relation text NOT NULL,
    at timestamptz NOT NULL,
    bytes bigint NOT NULL,
    rows double precision NOT NULL,
    PRIMARY KEY (relation, at)
)
