DROP TABLE gatehouse.care_size
