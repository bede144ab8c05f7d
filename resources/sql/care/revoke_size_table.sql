REVOKE ALL ON gatehouse.care_size FROM PUBLIC
