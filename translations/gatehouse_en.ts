<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>Count</name>
    <message numerus="yes">
        <source>row(s)</source>
        <comment>the word alone, after a number</comment>
        <translation>
            <numerusform>row</numerusform>
            <numerusform>rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::audit::Words</name>
    <message numerus="yes">
        <source>%Ln row(s) of %1</source>
        <translation>
            <numerusform>%Ln row of %1</numerusform>
            <numerusform>%Ln rows of %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s) could not be understood and (was|were) left out, the first is %1.</source>
        <translation>
            <numerusform>%Ln line could not be understood and was left out, the first is %1.</numerusform>
            <numerusform>%Ln lines could not be understood and were left out, the first is %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::backup::Words</name>
    <message numerus="yes">
        <source>The newest proven backup of %1 is %n day(s) old.</source>
        <translation>
            <numerusform>The newest proven backup of %1 is %n day old.</numerusform>
            <numerusform>The newest proven backup of %1 is %n days old.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more difference(s).</source>
        <translation>
            <numerusform>%n more difference.</numerusform>
            <numerusform>%n more differences.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::care::Words</name>
    <message numerus="yes">
        <source>%n client(s) (waits|wait) for a server connection, the first for %1 s. Raise the pool&apos;s size, or find the long transactions that hold its connections.</source>
        <translation>
            <numerusform>%n client waits for a server connection, the first for %1 s. Raise the pool&apos;s size, or find the long transactions that hold its connections.</numerusform>
            <numerusform>%n clients wait for a server connection, the first for %1 s. Raise the pool&apos;s size, or find the long transactions that hold its connections.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>PgBouncer first lets %n server connection(s) finish what (it runs|they run).</source>
        <translation>
            <numerusform>PgBouncer first lets %n server connection finish what it runs.</numerusform>
            <numerusform>PgBouncer first lets %n server connections finish what they run.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n session(s) (waits|wait) for it.</source>
        <translation>
            <numerusform>%n session waits for it.</numerusform>
            <numerusform>%n sessions wait for it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n session(s) that (waits|wait) for it can go on.</source>
        <translation>
            <numerusform>%n session that waits for it can go on.</numerusform>
            <numerusform>%n sessions that wait for it can go on.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n table(s)</source>
        <translation>
            <numerusform>%n table</numerusform>
            <numerusform>%n tables</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the replication slot %1, %n transaction(s) behind: let its reader catch up, or drop the slot if nobody reads it any more</source>
        <translation>
            <numerusform>the replication slot %1, %n transaction behind: let its reader catch up, or drop the slot if nobody reads it any more</numerusform>
            <numerusform>the replication slot %1, %n transactions behind: let its reader catch up, or drop the slot if nobody reads it any more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the prepared transaction %1, %n transaction(s) old: COMMIT PREPARED or ROLLBACK PREPARED ends it</source>
        <translation>
            <numerusform>the prepared transaction %1, %n transaction old: COMMIT PREPARED or ROLLBACK PREPARED ends it</numerusform>
            <numerusform>the prepared transaction %1, %n transactions old: COMMIT PREPARED or ROLLBACK PREPARED ends it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>a standby with hot_standby_feedback (%1), %n transaction(s) old: a long query runs there</source>
        <translation>
            <numerusform>a standby with hot_standby_feedback (%1), %n transaction old: a long query runs there</numerusform>
            <numerusform>a standby with hot_standby_feedback (%1), %n transactions old: a long query runs there</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the session %1, open for %2 s, %n transaction(s) old: it has to end its transaction</source>
        <translation>
            <numerusform>the session %1, open for %2 s, %n transaction old: it has to end its transaction</numerusform>
            <numerusform>the session %1, open for %2 s, %n transactions old: it has to end its transaction</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The plans of the %n slowest statement(s) were looked at.</source>
        <translation>
            <numerusform>The plans of the %n slowest statement were looked at.</numerusform>
            <numerusform>The plans of the %n slowest statements were looked at.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be planned without their values or by this role.</source>
        <translation>
            <numerusform>%n could not be planned without their values or by this role.</numerusform>
            <numerusform>%n could not be planned without their values or by this role.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of other users (is|are) hidden: GRANT pg_read_all_stats shows them.</source>
        <translation>
            <numerusform>%n of other users is hidden: GRANT pg_read_all_stats shows them.</numerusform>
            <numerusform>%n of other users are hidden: GRANT pg_read_all_stats shows them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::commands::Words</name>
    <message numerus="yes">
        <source>%n table(s)</source>
        <translation>
            <numerusform>%n table</numerusform>
            <numerusform>%n tables</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln usage row(s) left without a key</source>
        <translation>
            <numerusform>%Ln usage row left without a key</numerusform>
            <numerusform>%Ln usage rows left without a key</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Revoke %n key(s)?</source>
        <translation>
            <numerusform>Revoke %n key?</numerusform>
            <numerusform>Revoke %n keys?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n key(s) for good?</source>
        <translation>
            <numerusform>Delete %n key for good?</numerusform>
            <numerusform>Delete %n keys for good?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) changed.</source>
        <translation>
            <numerusform>%n key changed.</numerusform>
            <numerusform>%n keys changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Import %n key(s)?</source>
        <translation>
            <numerusform>Import %n key?</numerusform>
            <numerusform>Import %n keys?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) imported.</source>
        <translation>
            <numerusform>%n key imported.</numerusform>
            <numerusform>%n keys imported.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s); times in %1.</source>
        <translation>
            <numerusform>%n row; times in %1.</numerusform>
            <numerusform>%n rows; times in %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The newest %n row(s), there are more; times in %1.</source>
        <translation>
            <numerusform>The newest %n row, there are more; times in %1.</numerusform>
            <numerusform>The newest %n rows, there are more; times in %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) held what looks like a secret; it is hidden.</source>
        <translation>
            <numerusform>%n row held what looks like a secret; it is hidden.</numerusform>
            <numerusform>%n rows held what looks like a secret; it is hidden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other(s)</source>
        <translation>
            <numerusform>%n other</numerusform>
            <numerusform>%n others</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) of %1.</source>
        <translation>
            <numerusform>%n row of %1.</numerusform>
            <numerusform>%n rows of %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The newest %n row(s) of %1, there are more.</source>
        <translation>
            <numerusform>The newest %n row of %1, there are more.</numerusform>
            <numerusform>The newest %n rows of %1, there are more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln signed head(s) found again in the trail.</source>
        <translation>
            <numerusform>%Ln signed head found again in the trail.</numerusform>
            <numerusform>%Ln signed heads found again in the trail.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n endpoint(s) (is|are) up.</source>
        <translation>
            <numerusform>%1 of %n endpoint is up.</numerusform>
            <numerusform>%1 of %n endpoints are up.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cell(s) (was|were) longer than a spreadsheet allows and (is|are) cut.</source>
        <translation>
            <numerusform>%n cell was longer than a spreadsheet allows and is cut.</numerusform>
            <numerusform>%n cells were longer than a spreadsheet allows and are cut.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Backed up %1 with %2 row(s) of %n table(s) into %3, %4.</source>
        <translation>
            <numerusform>Backed up %1 with %2 row of %n table into %3, %4.</numerusform>
            <numerusform>Backed up %1 with %2 rows of %n tables into %3, %4.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move %n backup(s) to the trash, where (it stays|they stay) for a day?</source>
        <translation>
            <numerusform>Move %n backup to the trash, where it stays for a day?</numerusform>
            <numerusform>Move %n backups to the trash, where they stay for a day?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s) would go; nothing was changed.</source>
        <translation>
            <numerusform>%n backup would go; nothing was changed.</numerusform>
            <numerusform>%n backups would go; nothing was changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s) went to the trash.</source>
        <translation>
            <numerusform>%n backup went to the trash.</numerusform>
            <numerusform>%n backups went to the trash.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Bring %n table(s) back into the new schema %1 of %2?</source>
        <translation>
            <numerusform>Bring %n table back into the new schema %1 of %2?</numerusform>
            <numerusform>Bring %n tables back into the new schema %1 of %2?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 row(s) of %n table(s) are in the schema %2, the same as in the backup.</source>
        <translation>
            <numerusform>%1 row of %n table are in the schema %2, the same as in the backup.</numerusform>
            <numerusform>%1 rows of %n tables are in the schema %2, the same as in the backup.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop the databases that restores put aside more than %n hour(s) ago?</source>
        <translation>
            <numerusform>Drop the databases that restores put aside more than %n hour ago?</numerusform>
            <numerusform>Drop the databases that restores put aside more than %n hours ago?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n database(s) (was|were) dropped.</source>
        <translation>
            <numerusform>%n database was dropped.</numerusform>
            <numerusform>%n databases were dropped.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) (is|are) in the target now.</source>
        <translation>
            <numerusform>%n row is in the target now.</numerusform>
            <numerusform>%n rows are in the target now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) (is|are) still in quarantine.</source>
        <translation>
            <numerusform>%n row is still in quarantine.</numerusform>
            <numerusform>%n rows are still in quarantine.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) (is|are) in quarantine.</source>
        <translation>
            <numerusform>%n row is in quarantine.</numerusform>
            <numerusform>%n rows are in quarantine.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n idle session(s) not shown; --idle shows them.</source>
        <translation>
            <numerusform>%n idle session not shown; --idle shows them.</numerusform>
            <numerusform>%n idle sessions not shown; --idle shows them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This machine: %1 of memory, %n processor(s).</source>
        <translation>
            <numerusform>This machine: %1 of memory, %n processor.</numerusform>
            <numerusform>This machine: %1 of memory, %n processors.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The texts of %n statement(s) are hidden: they are of other users. GRANT pg_read_all_stats shows them.</source>
        <translation>
            <numerusform>The texts of %n statement are hidden: they are of other users. GRANT pg_read_all_stats shows them.</numerusform>
            <numerusform>The texts of %n statements are hidden: they are of other users. GRANT pg_read_all_stats shows them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The server ran out of room %n time(s) and forgot rare statements; pg_stat_statements.max makes more.</source>
        <translation>
            <numerusform>The server ran out of room %n time and forgot rare statements; pg_stat_statements.max makes more.</numerusform>
            <numerusform>The server ran out of room %n times and forgot rare statements; pg_stat_statements.max makes more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) would be rejected. Nothing was written.</source>
        <translation>
            <numerusform>%n row would be rejected. Nothing was written.</numerusform>
            <numerusform>%n rows would be rejected. Nothing was written.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n partition(s) (was|were) made.</source>
        <translation>
            <numerusform>%n partition was made.</numerusform>
            <numerusform>%n partitions were made.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n old row(s) (is|are) kept by a legal hold.</source>
        <translation>
            <numerusform>%n old row is kept by a legal hold.</numerusform>
            <numerusform>%n old rows are kept by a legal hold.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) (is|are) still there: somebody holds (it|them). Run it again later.</source>
        <translation>
            <numerusform>%n row is still there: somebody holds it. Run it again later.</numerusform>
            <numerusform>%n rows are still there: somebody holds them. Run it again later.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) changed meanwhile and (was|were) left alone.</source>
        <translation>
            <numerusform>%n row changed meanwhile and was left alone.</numerusform>
            <numerusform>%n rows changed meanwhile and were left alone.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n old row(s), nothing was changed.</source>
        <translation>
            <numerusform>%1: %n old row, nothing was changed.</numerusform>
            <numerusform>%1: %n old rows, nothing was changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n older step(s) left out; --all shows them.</source>
        <translation>
            <numerusform>%n older step left out; --all shows them.</numerusform>
            <numerusform>%n older steps left out; --all shows them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n invalid index(es) (was|were) mended.</source>
        <translation>
            <numerusform>%n invalid index was mended.</numerusform>
            <numerusform>%n invalid indexes were mended.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Apply %n step(s) to %1?</source>
        <translation>
            <numerusform>Apply %n step to %1?</numerusform>
            <numerusform>Apply %n steps to %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Undo %n step(s) of %1?</source>
        <translation>
            <numerusform>Undo %n step of %1?</numerusform>
            <numerusform>Undo %n steps of %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Done: %n step(s).</source>
        <translation>
            <numerusform>Done: %n step.</numerusform>
            <numerusform>Done: %n steps.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mend %n difference(s) of %1?</source>
        <translation>
            <numerusform>Mend %n difference of %1?</numerusform>
            <numerusform>Mend %n differences of %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) (is|are) not among these: (its|their) time is infinite, missing, or not of the years 1900 to 2199.</source>
        <translation>
            <numerusform>%n row is not among these: its time is infinite, missing, or not of the years 1900 to 2199.</numerusform>
            <numerusform>%n rows are not among these: their time is infinite, missing, or not of the years 1900 to 2199.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n row(s) (refers|refer) to what the source does not have; it would be made for (it|them).</source>
        <translation>
            <numerusform>%1: %n row refers to what the source does not have; it would be made for it.</numerusform>
            <numerusform>%1: %n rows refer to what the source does not have; it would be made for them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::conversations::Words</name>
    <message numerus="yes">
        <source>%Ln row(s) of %1 (belongs|belong) to it and cannot be without it. Remove (it|them) first.</source>
        <translation>
            <numerusform>%Ln row of %1 belongs to it and cannot be without it. Remove it first.</numerusform>
            <numerusform>%Ln rows of %1 belong to it and cannot be without it. Remove them first.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::health::Words</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Redis %1, %n key(s).</source>
        <translation>
            <numerusform>Redis %1, %n key.</numerusform>
            <numerusform>Redis %1, %n keys.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n checked member(s) (is|are) well.</source>
        <translation>
            <numerusform>All %n checked member is well.</numerusform>
            <numerusform>All %n checked members are well.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n figure(s) (is|are) offered.</source>
        <translation>
            <numerusform>%n figure is offered.</numerusform>
            <numerusform>%n figures are offered.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n client(s) of PgBouncer (waits|wait) for a server connection, in pool %1 for %2 s already; raise its size or find the long transactions.</source>
        <translation>
            <numerusform>%n client of PgBouncer waits for a server connection, in pool %1 for %2 s already; raise its size or find the long transactions.</numerusform>
            <numerusform>%n clients of PgBouncer wait for a server connection, in pool %1 for %2 s already; raise its size or find the long transactions.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>all %n target(s) (is|are) up</source>
        <translation>
            <numerusform>all %n target is up</numerusform>
            <numerusform>all %n targets are up</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n agent(s) (has|have) nobody left: %1</source>
        <translation>
            <numerusform>%n agent has nobody left: %1</numerusform>
            <numerusform>%n agents have nobody left: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n agent(s) (goes|go) to %1: %2</source>
        <translation>
            <numerusform>%n agent goes to %1: %2</numerusform>
            <numerusform>%n agents go to %1: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) in %1 min</source>
        <translation>
            <numerusform>%n request in %1 min</numerusform>
            <numerusform>%n requests in %1 min</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::items::KeysModel</name>
    <message numerus="yes">
        <source>per %n min</source>
        <translation>
            <numerusform>per %n min</numerusform>
            <numerusform>per %n min</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::items::Words</name>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n difference(s)</source>
        <translation>
            <numerusform>%n difference</numerusform>
            <numerusform>%n differences</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::keys::Words</name>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n min</numerusform>
            <numerusform>%n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h</source>
        <translation>
            <numerusform>%n h</numerusform>
            <numerusform>%n h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) of %1 still (belongs|belong) to it. Revoke the key instead, or remove (it|them) first.</source>
        <translation>
            <numerusform>%Ln row of %1 still belongs to it. Revoke the key instead, or remove it first.</numerusform>
            <numerusform>%Ln rows of %1 still belong to it. Revoke the key instead, or remove them first.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s)</source>
        <translation>
            <numerusform>%n key</numerusform>
            <numerusform>%n keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>idle %n day(s)</source>
        <translation>
            <numerusform>idle %n day</numerusform>
            <numerusform>idle %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>expires in %n day(s)</source>
        <translation>
            <numerusform>expires in %n day</numerusform>
            <numerusform>expires in %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>not in %n day(s)</source>
        <translation>
            <numerusform>not in %n day</numerusform>
            <numerusform>not in %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) of history (moves|move) to the new key.</source>
        <translation>
            <numerusform>%Ln row of history moves to the new key.</numerusform>
            <numerusform>%Ln rows of history move to the new key.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) of history (stays|stay) under the old text and (belongs|belong) to no key any more.</source>
        <translation>
            <numerusform>%Ln row of history stays under the old text and belongs to no key any more.</numerusform>
            <numerusform>%Ln rows of history stay under the old text and belong to no key any more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 %2 to %3 %4, %Ln request(s)</source>
        <translation>
            <numerusform>%1 %2 to %3 %4, %Ln request</numerusform>
            <numerusform>%1 %2 to %3 %4, %Ln requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln value(s) over 64 MB</source>
        <translation>
            <numerusform>%Ln value over 64 MB</numerusform>
            <numerusform>%Ln values over 64 MB</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::migration::Words</name>
    <message numerus="yes">
        <source>%n row(s) cannot be read at all and (goes|go) into the quarantine as (it is|they are).</source>
        <translation>
            <numerusform>%n row cannot be read at all and goes into the quarantine as it is.</numerusform>
            <numerusform>%n rows cannot be read at all and go into the quarantine as they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) (has|have) no key: NULL stands in %1.</source>
        <translation>
            <numerusform>%n row has no key: NULL stands in %1.</numerusform>
            <numerusform>%n rows have no key: NULL stands in %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) (repeats|repeat) a key of %1 that stood before.</source>
        <translation>
            <numerusform>%n row repeats a key of %1 that stood before.</numerusform>
            <numerusform>%n rows repeat a key of %1 that stood before.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) (refers|refer) by %1 to rows of %2 that do not exist.</source>
        <translation>
            <numerusform>%n row refers by %1 to rows of %2 that do not exist.</numerusform>
            <numerusform>%n rows refer by %1 to rows of %2 that do not exist.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n time(s) (says|say) no zone. In which zone were they written?</source>
        <translation>
            <numerusform>%n time says no zone. In which zone were they written?</numerusform>
            <numerusform>%n times say no zone. In which zone were they written?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other(s) (names|name) theirs.</source>
        <translation>
            <numerusform>%n other names theirs.</numerusform>
            <numerusform>%n others name theirs.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n date(s) (is|are) written with day and month in an order that can be read both ways.</source>
        <translation>
            <numerusform>%n date is written with day and month in an order that can be read both ways.</numerusform>
            <numerusform>%n dates are written with day and month in an order that can be read both ways.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n date(s) (begins|begin) with the day.</source>
        <translation>
            <numerusform>%n date begins with the day.</numerusform>
            <numerusform>%n dates begin with the day.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n date(s) (begins|begin) with the month.</source>
        <translation>
            <numerusform>%n date begins with the month.</numerusform>
            <numerusform>%n dates begin with the month.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other(s) can only begin with the day.</source>
        <translation>
            <numerusform>%n other can only begin with the day.</numerusform>
            <numerusform>%n others can only begin with the day.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other(s) can only begin with the month.</source>
        <translation>
            <numerusform>%n other can only begin with the month.</numerusform>
            <numerusform>%n others can only begin with the month.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) of this column of times (is a number|are numbers), most likely: %1.</source>
        <translation>
            <numerusform>%n value of this column of times is a number, most likely: %1.</numerusform>
            <numerusform>%n values of this column of times are numbers, most likely: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n date(s) never (was|were).</source>
        <translation>
            <numerusform>%n date never was.</numerusform>
            <numerusform>%n dates never were.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) in this column of times (is|are) none.</source>
        <translation>
            <numerusform>%n value in this column of times is none.</numerusform>
            <numerusform>%n values in this column of times are none.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) in this column of %1 (is|are) empty text.</source>
        <translation>
            <numerusform>%n value in this column of %1 is empty text.</numerusform>
            <numerusform>%n values in this column of %1 are empty text.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) (is|are) no valid UTF-8, which PostgreSQL does not take.</source>
        <translation>
            <numerusform>%n text is no valid UTF-8, which PostgreSQL does not take.</numerusform>
            <numerusform>%n texts are no valid UTF-8, which PostgreSQL does not take.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) (holds|hold) NUL characters, which PostgreSQL does not take.</source>
        <translation>
            <numerusform>%n text holds NUL characters, which PostgreSQL does not take.</numerusform>
            <numerusform>%n texts hold NUL characters, which PostgreSQL does not take.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) (is|are) bytes where others are text or numbers.</source>
        <translation>
            <numerusform>%n value is bytes where others are text or numbers.</numerusform>
            <numerusform>%n values are bytes where others are text or numbers.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) of this column of JSON (is|are) no JSON.</source>
        <translation>
            <numerusform>%n value of this column of JSON is no JSON.</numerusform>
            <numerusform>%n values of this column of JSON are no JSON.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n JSON value(s) (holds|hold) \u0000, which jsonb does not take.</source>
        <translation>
            <numerusform>%n JSON value holds \u0000, which jsonb does not take.</numerusform>
            <numerusform>%n JSON values hold \u0000, which jsonb does not take.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n JSON value(s) (holds|hold) NaN or Infinity, which are no JSON.</source>
        <translation>
            <numerusform>%n JSON value holds NaN or Infinity, which are no JSON.</numerusform>
            <numerusform>%n JSON values hold NaN or Infinity, which are no JSON.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) in this column of numbers (is|are) text.</source>
        <translation>
            <numerusform>%n value in this column of numbers is text.</numerusform>
            <numerusform>%n values in this column of numbers are text.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n number(s) in this column of whole numbers (has|have) a fraction or (is|are) too large for one.</source>
        <translation>
            <numerusform>%n number in this column of whole numbers has a fraction or is too large for one.</numerusform>
            <numerusform>%n numbers in this column of whole numbers have a fraction or are too large for one.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n number(s) (is|are) NaN or infinite: double precision takes them, numeric and json do not.</source>
        <translation>
            <numerusform>%n number is NaN or infinite: double precision takes them, numeric and json do not.</numerusform>
            <numerusform>%n numbers are NaN or infinite: double precision takes them, numeric and json do not.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) of this column of true and false (is|are) neither 0 nor 1.</source>
        <translation>
            <numerusform>%n value of this column of true and false is neither 0 nor 1.</numerusform>
            <numerusform>%n values of this column of true and false are neither 0 nor 1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) (is|are) NULL in a column that promises none.</source>
        <translation>
            <numerusform>%n value is NULL in a column that promises none.</numerusform>
            <numerusform>%n values are NULL in a column that promises none.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) (has|have) more than the %1 characters the column promises.</source>
        <translation>
            <numerusform>%n value has more than the %1 characters the column promises.</numerusform>
            <numerusform>%n values have more than the %1 characters the column promises.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) of %1 belong(s) to rows of %2 that do not exist, and the plan says to stop there.</source>
        <translation>
            <numerusform>%n row of %1 belong to rows of %2 that do not exist, and the plan says to stop there.</numerusform>
            <numerusform>%n rows of %1 belongs to rows of %2 that do not exist, and the plan says to stop there.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The rows were not verified; %n of them (is|are) in quarantine.</source>
        <translation>
            <numerusform>The rows were not verified; %n of them is in quarantine.</numerusform>
            <numerusform>The rows were not verified; %n of them are in quarantine.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All rows are accounted for and equal in every cell; %n of them (is|are) in quarantine.</source>
        <translation>
            <numerusform>All rows are accounted for and equal in every cell; %n of them is in quarantine.</numerusform>
            <numerusform>All rows are accounted for and equal in every cell; %n of them are in quarantine.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) that cannot stay in %1 (was|were) not found in the source again; it must have changed.</source>
        <translation>
            <numerusform>%n row that cannot stay in %1 was not found in the source again; it must have changed.</numerusform>
            <numerusform>%n rows that cannot stay in %1 were not found in the source again; it must have changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n index(es) of the source (is|are) not moved.</source>
        <translation>
            <numerusform>%n index of the source is not moved.</numerusform>
            <numerusform>%n indexes of the source are not moved.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) of %1 (is|are) in the target, equal in every cell.</source>
        <translation>
            <numerusform>%n row of %1 is in the target, equal in every cell.</numerusform>
            <numerusform>%n rows of %1 are in the target, equal in every cell.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) of %1 (is|are) in the target, equal in every cell; %2 in quarantine.</source>
        <translation>
            <numerusform>%n row of %1 is in the target, equal in every cell; %2 in quarantine.</numerusform>
            <numerusform>%n rows of %1 are in the target, equal in every cell; %2 in quarantine.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 has no key, and %n row(s) that (was|were) moved before (is|are) no longer in the source; a delta run cannot follow that. Move everything again.</source>
        <translation>
            <numerusform>%1 has no key, and %n row that was moved before is no longer in the source; a delta run cannot follow that. Move everything again.</numerusform>
            <numerusform>%1 has no key, and %n rows that were moved before are no longer in the source; a delta run cannot follow that. Move everything again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) of %1 (was|were) made for others that refer to (it|them) and that the source does not have.</source>
        <translation>
            <numerusform>%n row of %1 was made for others that refer to it and that the source does not have.</numerusform>
            <numerusform>%n rows of %1 were made for others that refer to them and that the source does not have.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::retention::Words</name>
    <message numerus="yes">
        <source>The server&apos;s clock and this machine&apos;s clock are %n second(s) apart. One of them has jumped, and what is old cannot be told; set it right first.</source>
        <translation>
            <numerusform>The server&apos;s clock and this machine&apos;s clock are %n second apart. One of them has jumped, and what is old cannot be told; set it right first.</numerusform>
            <numerusform>The server&apos;s clock and this machine&apos;s clock are %n seconds apart. One of them has jumped, and what is old cannot be told; set it right first.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) of %1 refer to rows that would go (%2), and the server would refuse to delete them. Delete those first.</source>
        <translation>
            <numerusform>%n row of %1 refer to rows that would go (%2), and the server would refuse to delete them. Delete those first.</numerusform>
            <numerusform>%n rows of %1 refer to rows that would go (%2), and the server would refuse to delete them. Delete those first.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::systems::Needs</name>
    <message numerus="yes">
        <source>No known back end was recognised among the %n table(s) here. Tell what they mean with &quot;Describe this back end&quot;.</source>
        <translation>
            <numerusform>No known back end was recognised among the %n table here. Tell what they mean with &quot;Describe this back end&quot;.</numerusform>
            <numerusform>No known back end was recognised among the %n tables here. Tell what they mean with &quot;Describe this back end&quot;.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::systems::Recognition</name>
    <message numerus="yes">
        <source>This database has very many tables. Those of known systems were looked for first; only %n were read.</source>
        <translation>
            <numerusform>This database has very many tables. Those of known systems were looked for first; only %n were read.</numerusform>
            <numerusform>This database has very many tables. Those of known systems were looked for first; only %n were read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n role(s) (has|have) a password stored as MD5, which is easily broken. Renew them.</source>
        <translation>
            <numerusform>%n role has a password stored as MD5, which is easily broken. Renew them.</numerusform>
            <numerusform>%n roles have a password stored as MD5, which is easily broken. Renew them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::systems::Versions</name>
    <message numerus="yes">
        <source>%1: %n step(s) done, pending: %2.</source>
        <translation>
            <numerusform>%1: %n step done, pending: %2.</numerusform>
            <numerusform>%1: %n steps done, pending: %2.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::trail::Words</name>
    <message numerus="yes">
        <source>%Ln entr(y|ies) checked: all there, and unchanged since written.</source>
        <translation>
            <numerusform>%Ln entry checked: all there, and unchanged since written.</numerusform>
            <numerusform>%Ln entries checked: all there, and unchanged since written.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::AuditPage</name>
    <message numerus="yes">
        <source>And %n more; gatehousectl audit examine lists them.</source>
        <translation>
            <numerusform>And %n more; gatehousectl audit examine lists them.</numerusform>
            <numerusform>And %n more; gatehousectl audit examine lists them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What looked like a secret in %n row(s) is hidden.</source>
        <translation>
            <numerusform>What looked like a secret in %n row is hidden.</numerusform>
            <numerusform>What looked like a secret in %n rows is hidden.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::BackupRestoreDialog</name>
    <message numerus="yes">
        <source>%n session(s) will be ended:</source>
        <translation>
            <numerusform>%n session will be ended:</numerusform>
            <numerusform>%n sessions will be ended:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::BackupTablesDialog</name>
    <message numerus="yes">
        <source>%1   (%n row(s))</source>
        <translation>
            <numerusform>%1   (%n row)</numerusform>
            <numerusform>%1   (%n rows)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n table(s) chosen</source>
        <translation>
            <numerusform>%n table chosen</numerusform>
            <numerusform>%n tables chosen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::BackupTidyDialog</name>
    <message numerus="yes">
        <source>&amp;Move %n to the trash</source>
        <translation>
            <numerusform>&amp;Move %n to the trash</numerusform>
            <numerusform>&amp;Move %n to the trash</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::BackupsPage</name>
    <message numerus="yes">
        <source>%n in %1</source>
        <translation>
            <numerusform>%n in %1</numerusform>
            <numerusform>%n in %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n table(s) with %1 rows, each with its checksum</source>
        <translation>
            <numerusform>%n table with %1 rows, each with its checksum</numerusform>
            <numerusform>%n tables with %1 rows, each with its checksum</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n old database(s) (waits|wait) for more than a day: %1.</source>
        <translation>
            <numerusform>%n old database waits for more than a day: %1.</numerusform>
            <numerusform>%n old databases wait for more than a day: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s) (lies|lie) in the trash, the folder .trash, for a day.</source>
        <translation>
            <numerusform>%n backup lies in the trash, the folder .trash, for a day.</numerusform>
            <numerusform>%n backups lie in the trash, the folder .trash, for a day.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) are in the schema %1, the same as in the backup.</source>
        <translation>
            <numerusform>%n row are in the schema %1, the same as in the backup.</numerusform>
            <numerusform>%n rows are in the schema %1, the same as in the backup.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop %n old database(s)?</source>
        <translation>
            <numerusform>Drop %n old database?</numerusform>
            <numerusform>Drop %n old databases?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop %n database(s)</source>
        <translation>
            <numerusform>Drop %n database</numerusform>
            <numerusform>Drop %n databases</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ConfirmDialog</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ConversationPane</name>
    <message numerus="yes">
        <source>The service hands the newest %n message(s) of it to the model.</source>
        <translation>
            <numerusform>The service hands the newest %n message of it to the model.</numerusform>
            <numerusform>The service hands the newest %n messages of it to the model.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::DataPage</name>
    <message numerus="yes">
        <source>%n change(s), applied together</source>
        <translation>
            <numerusform>%n change, applied together</numerusform>
            <numerusform>%n changes, applied together</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s), applied together; others are pending in %1</source>
        <translation>
            <numerusform>%n change, applied together; others are pending in %1</numerusform>
            <numerusform>%n changes, applied together; others are pending in %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Apply %n change(s) to %1?</source>
        <translation>
            <numerusform>Apply %n change to %1?</numerusform>
            <numerusform>Apply %n changes to %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Apply %n change(s)</source>
        <translation>
            <numerusform>Apply %n change</numerusform>
            <numerusform>Apply %n changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing was changed: the server refuses %n edit(s). The list of pending edits says which, and why.</source>
        <translation>
            <numerusform>Nothing was changed: the server refuses %n edit. The list of pending edits says which, and why.</numerusform>
            <numerusform>Nothing was changed: the server refuses %n edits. The list of pending edits says which, and why.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) (was|were) applied.</source>
        <translation>
            <numerusform>%n change was applied.</numerusform>
            <numerusform>%n changes were applied.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::DataTree</name>
    <message numerus="yes">
        <source>%n table(s) and view(s)</source>
        <translation>
            <numerusform>%n table and view</numerusform>
            <numerusform>%n tables and views</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::DatabaseIndexes</name>
    <message numerus="yes">
        <source>%n index(es) (takes|take) %1; %2 of it (serves|serve) nobody.</source>
        <translation>
            <numerusform>%n index takes %1; %2 of it serves nobody.</numerusform>
            <numerusform>%n indexes take %1; %2 of it serve nobody.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n index(es) (is|are) INVALID: writes are slower for nothing.</source>
        <translation>
            <numerusform>%n index is INVALID: writes are slower for nothing.</numerusform>
            <numerusform>%n indexes are INVALID: writes are slower for nothing.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n index(es) would help the pages, the guides, foreign keys or slow queries.</source>
        <translation>
            <numerusform>%n index would help the pages, the guides, foreign keys or slow queries.</numerusform>
            <numerusform>%n indexes would help the pages, the guides, foreign keys or slow queries.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::DatabaseOptimizeDialog</name>
    <message numerus="yes">
        <source>%n statement(s)</source>
        <translation>
            <numerusform>%n statement</numerusform>
            <numerusform>%n statements</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n table(s), as they are now</source>
        <translation>
            <numerusform>%n table, as they are now</numerusform>
            <numerusform>%n tables, as they are now</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Run %n statement(s)</source>
        <translation>
            <numerusform>&amp;Run %n statement</numerusform>
            <numerusform>&amp;Run %n statements</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n statement(s) failed</source>
        <translation>
            <numerusform>%n statement failed</numerusform>
            <numerusform>%n statements failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n done</source>
        <translation>
            <numerusform>%n done</numerusform>
            <numerusform>%n done</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::DatabaseRetention</name>
    <message numerus="yes">
        <source>%n partition(s) by %1, %2 month(s) ahead; old ones are dropped as a whole.</source>
        <translation>
            <numerusform>%n partition by %1, %2 month ahead; old ones are dropped as a whole.</numerusform>
            <numerusform>%n partitions by %1, %2 months ahead; old ones are dropped as a whole.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n day(s)</source>
        <translation>
            <numerusform>%1: %n day</numerusform>
            <numerusform>%1: %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n old row(s) stay(s|) by a legal hold.</source>
        <translation>
            <numerusform>%n old row stays by a legal hold.</numerusform>
            <numerusform>%n old rows stay by a legal hold.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n partition(s) (goes|go) as a whole.</source>
        <translation>
            <numerusform>%n partition goes as a whole.</numerusform>
            <numerusform>%n partitions go as a whole.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n old row(s)?</source>
        <translation>
            <numerusform>Delete %n old row?</numerusform>
            <numerusform>Delete %n old rows?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n row(s)</source>
        <translation>
            <numerusform>Delete %n row</numerusform>
            <numerusform>Delete %n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::DatabaseSessions</name>
    <message numerus="yes">
        <source>%n session(s)</source>
        <translation>
            <numerusform>%n session</numerusform>
            <numerusform>%n sessions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::DatabaseSettings</name>
    <message numerus="yes">
        <source>The server runs on this machine, with %1 of memory and %n processor(s).</source>
        <translation>
            <numerusform>The server runs on this machine, with %1 of memory and %n processor.</numerusform>
            <numerusform>The server runs on this machine, with %1 of memory and %n processors.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::DatabaseSizes</name>
    <message numerus="yes">
        <source>%1 takes %2, %3 of its pages come from the cache; the server holds %n database(s).</source>
        <translation>
            <numerusform>%1 takes %2, %3 of its pages come from the cache; the server holds %n database.</numerusform>
            <numerusform>%1 takes %2, %3 of its pages come from the cache; the server holds %n databases.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::DatabaseSlow</name>
    <message numerus="yes">
        <source>The texts of %n statement(s) are hidden, since they are of other users: GRANT pg_read_all_stats shows them.</source>
        <translation>
            <numerusform>The texts of %n statement are hidden, since they are of other users: GRANT pg_read_all_stats shows them.</numerusform>
            <numerusform>The texts of %n statements are hidden, since they are of other users: GRANT pg_read_all_stats shows them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The server ran out of room %n time(s) and forgot rare statements.</source>
        <translation>
            <numerusform>The server ran out of room %n time and forgot rare statements.</numerusform>
            <numerusform>The server ran out of room %n times and forgot rare statements.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entries of the server are taken together, which differ in values or roles only</source>
        <translation>
            <numerusform>%n entries of the server are taken together, which differ in values or roles only</numerusform>
            <numerusform>%n entries of the server are taken together, which differ in values or roles only</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::HealthCards</name>
    <message numerus="yes">
        <source>%n further model server(s) (is|are) in the table.</source>
        <translation>
            <numerusform>%n further model server is in the table.</numerusform>
            <numerusform>%n further model servers are in the table.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::HealthPage</name>
    <message numerus="yes">
        <source>%n endpoint(s) (was|were) added; secrets are read from %1 each time.</source>
        <translation>
            <numerusform>%n endpoint was added; secrets are read from %1 each time.</numerusform>
            <numerusform>%n endpoints were added; secrets are read from %1 each time.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n endpoint(s) (is|are) well again</source>
        <translation>
            <numerusform>%n endpoint is well again</numerusform>
            <numerusform>%n endpoints are well again</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n endpoint(s) (needs|need) you</source>
        <translation>
            <numerusform>%n endpoint needs you</numerusform>
            <numerusform>%n endpoints need you</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyRotateDialog</name>
    <message numerus="yes">
        <source>%Ln row(s) of history moved with it.</source>
        <translation>
            <numerusform>%Ln row of history moved with it.</numerusform>
            <numerusform>%Ln rows of history moved with it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyStragglers</name>
    <message numerus="yes">
        <source>%Ln request(s) since %1: somebody still uses it.</source>
        <translation>
            <numerusform>%Ln request since %1: somebody still uses it.</numerusform>
            <numerusform>%Ln requests since %1: somebody still uses it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeysActions</name>
    <message numerus="yes">
        <source>%n key(s) changed.</source>
        <translation>
            <numerusform>%n key changed.</numerusform>
            <numerusform>%n keys changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Revoke %n key(s)?</source>
        <translation>
            <numerusform>Revoke %n key?</numerusform>
            <numerusform>Revoke %n keys?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Revoke %n key(s)</source>
        <translation>
            <numerusform>Revoke %n key</numerusform>
            <numerusform>Revoke %n keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reactivate %n key(s)?</source>
        <translation>
            <numerusform>Reactivate %n key?</numerusform>
            <numerusform>Reactivate %n keys?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reactivate %n key(s)</source>
        <translation>
            <numerusform>Reactivate %n key</numerusform>
            <numerusform>Reactivate %n keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n key(s) for good?</source>
        <translation>
            <numerusform>Delete %n key for good?</numerusform>
            <numerusform>Delete %n keys for good?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n key(s)</source>
        <translation>
            <numerusform>Delete %n key</numerusform>
            <numerusform>Delete %n keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s)</source>
        <translation>
            <numerusform>%n key</numerusform>
            <numerusform>%n keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) imported.</source>
        <translation>
            <numerusform>%n key imported.</numerusform>
            <numerusform>%n keys imported.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeysBulkDialog</name>
    <message numerus="yes">
        <source>Change %n key(s)</source>
        <translation>
            <numerusform>Change %n key</numerusform>
            <numerusform>Change %n keys</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeysDetail</name>
    <message numerus="yes">
        <source>%n key(s)</source>
        <translation>
            <numerusform>%n key</numerusform>
            <numerusform>%n keys</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeysFindDialog</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n column(s) of %1 table(s) (was|were) searched.</source>
        <translation>
            <numerusform>%n column of %1 table was searched.</numerusform>
            <numerusform>%n columns of %1 tables were searched.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeysImportDialog</name>
    <message numerus="yes">
        <source>Import %n key(s)</source>
        <translation>
            <numerusform>Import %n key</numerusform>
            <numerusform>Import %n keys</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeysPage</name>
    <message numerus="yes">
        <source>There (is|are) %n key(s) in all.</source>
        <translation>
            <numerusform>There is %n key in all.</numerusform>
            <numerusform>There are %n keys in all.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::MigratePreflight</name>
    <message numerus="yes">
        <source>%n answer(s) wanted</source>
        <translation>
            <numerusform>%n answer wanted</numerusform>
            <numerusform>%n answers wanted</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::MigrateQuarantine</name>
    <message numerus="yes">
        <source>%n row(s) (was|were) set aside. Type another value where one did not fit, and apply them again: what fits goes into the tables, the rest stays here.</source>
        <translation>
            <numerusform>%n row was set aside. Type another value where one did not fit, and apply them again: what fits goes into the tables, the rest stays here.</numerusform>
            <numerusform>%n rows were set aside. Type another value where one did not fit, and apply them again: what fits goes into the tables, the rest stays here.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) (is|are) changed and not applied yet.</source>
        <translation>
            <numerusform>%n value is changed and not applied yet.</numerusform>
            <numerusform>%n values are changed and not applied yet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::MigrateSource</name>
    <message numerus="yes">
        <source>Every row of %n table(s) was read: %1 rows.</source>
        <translation>
            <numerusform>Every row of %n table was read: %1 rows.</numerusform>
            <numerusform>Every row of %n tables was read: %1 rows.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::OverviewPage</name>
    <message numerus="yes">
        <source>Nothing in the last %n day(s)</source>
        <translation>
            <numerusform>Nothing in the last %n day</numerusform>
            <numerusform>Nothing in the last %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::SchemaPage</name>
    <message numerus="yes">
        <source>%n difference(s) in %1; choose one to see how it is mended.</source>
        <translation>
            <numerusform>%n difference in %1; choose one to see how it is mended.</numerusform>
            <numerusform>%n differences in %1; choose one to see how it is mended.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::SchemaUpgradeDialog</name>
    <message numerus="yes">
        <source>&amp;Apply %n step(s)</source>
        <translation>
            <numerusform>&amp;Apply %n step</numerusform>
            <numerusform>&amp;Apply %n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Undo %n step(s)</source>
        <translation>
            <numerusform>&amp;Undo %n step</numerusform>
            <numerusform>&amp;Undo %n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Mend %n difference(s)</source>
        <translation>
            <numerusform>&amp;Mend %n difference</numerusform>
            <numerusform>&amp;Mend %n differences</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n further difference(s) (needs|need) thought, see the SQL.</source>
        <translation>
            <numerusform>%n further difference needs thought, see the SQL.</numerusform>
            <numerusform>%n further differences need thought, see the SQL.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n difference(s) (stays|stay): what is there without being expected may serve somebody.</source>
        <translation>
            <numerusform>%n difference stays: what is there without being expected may serve somebody.</numerusform>
            <numerusform>%n differences stay: what is there without being expected may serve somebody.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n index(es) of this schema (is|are) invalid: a build failed, so every write is slower and no query faster.</source>
        <translation>
            <numerusform>%n index of this schema is invalid: a build failed, so every write is slower and no query faster.</numerusform>
            <numerusform>%n indexes of this schema are invalid: a build failed, so every write is slower and no query faster.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StartPage</name>
    <message numerus="yes">
        <source>%n connection(s) imported.</source>
        <translation>
            <numerusform>%n connection imported.</numerusform>
            <numerusform>%n connections imported.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StatusBar</name>
    <message numerus="yes">
        <source>Jobs: %n running</source>
        <translation>
            <numerusform>Jobs: %n running</numerusform>
            <numerusform>Jobs: %n running</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::UsageExportDialog</name>
    <message numerus="yes">
        <source>%n row(s) held what looks like a secret; it is hidden.</source>
        <translation>
            <numerusform>%n row held what looks like a secret; it is hidden.</numerusform>
            <numerusform>%n rows held what looks like a secret; it is hidden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cell(s) (was|were) longer than a spreadsheet allows and (is|are) cut.</source>
        <translation>
            <numerusform>%n cell was longer than a spreadsheet allows and is cut.</numerusform>
            <numerusform>%n cells were longer than a spreadsheet allows and are cut.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::UsageGroups</name>
    <message numerus="yes">
        <source>%n further group(s) with %1 requests</source>
        <translation>
            <numerusform>%n further group with %1 requests</numerusform>
            <numerusform>%n further groups with %1 requests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::Words</name>
    <message numerus="yes">
        <source>%n job(s) (is|are) still running</source>
        <translation>
            <numerusform>%n job is still running</numerusform>
            <numerusform>%n jobs are still running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Cancel %n job(s) and quit</source>
        <translation>
            <numerusform>Cancel %n job and quit</numerusform>
            <numerusform>Cancel %n jobs and quit</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>For at most %n minute(s) the server takes changes from this window; then it is read-only again. Nothing is changed by unlocking.</source>
        <translation>
            <numerusform>For at most %n minute the server takes changes from this window; then it is read-only again. Nothing is changed by unlocking.</numerusform>
            <numerusform>For at most %n minutes the server takes changes from this window; then it is read-only again. Nothing is changed by unlocking.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Unlock for %n minute(s)</source>
        <translation>
            <numerusform>Unlock for %n minute</numerusform>
            <numerusform>Unlock for %n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>last %n day(s)</source>
        <translation>
            <numerusform>last %n day</numerusform>
            <numerusform>last %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n at the limit now</source>
        <translation>
            <numerusform>%n at the limit now</numerusform>
            <numerusform>%n at the limit now</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n near the limit</source>
        <translation>
            <numerusform>%n near the limit</numerusform>
            <numerusform>%n near the limit</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n idle or never used</source>
        <translation>
            <numerusform>%n idle or never used</numerusform>
            <numerusform>%n idle or never used</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>of %n in all</source>
        <translation>
            <numerusform>of %n in all</numerusform>
            <numerusform>of %n in all</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) (is|are) near the limit: %1</source>
        <translation>
            <numerusform>%n key is near the limit: %1</numerusform>
            <numerusform>%n keys are near the limit: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n table(s) or column(s) of %1 (is|are) missing: %2</source>
        <translation>
            <numerusform>%n table or column of %1 is missing: %2</numerusform>
            <numerusform>%n tables or columns of %1 are missing: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) can be read by anybody in the service&apos;s own repository: %1</source>
        <translation>
            <numerusform>%n key can be read by anybody in the service&apos;s own repository: %1</numerusform>
            <numerusform>%n keys can be read by anybody in the service&apos;s own repository: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) used up the limit and (is|are) refused: %1</source>
        <translation>
            <numerusform>%n key used up the limit and is refused: %1</numerusform>
            <numerusform>%n keys used up the limit and are refused: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) expire within 7 days: %1</source>
        <translation>
            <numerusform>%n key expire within 7 days: %1</numerusform>
            <numerusform>%n keys expire within 7 days: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) (has|have) a limit of zero, so every request is refused: %1</source>
        <translation>
            <numerusform>%n key has a limit of zero, so every request is refused: %1</numerusform>
            <numerusform>%n keys have a limit of zero, so every request is refused: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) (is|are) stored as plain text: whoever reads the table can use them</source>
        <translation>
            <numerusform>%n key is stored as plain text: whoever reads the table can use them</numerusform>
            <numerusform>%n keys are stored as plain text: whoever reads the table can use them</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) (was|were) never used: %1</source>
        <translation>
            <numerusform>%n key was never used: %1</numerusform>
            <numerusform>%n keys were never used: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) (was|were) not used for 30 days: %1</source>
        <translation>
            <numerusform>%n key was not used for 30 days: %1</numerusform>
            <numerusform>%n keys were not used for 30 days: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) (has|have) no limit: %1</source>
        <translation>
            <numerusform>%n key has no limit: %1</numerusform>
            <numerusform>%n keys have no limit: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n degraded</source>
        <translation>
            <numerusform>%n degraded</numerusform>
            <numerusform>%n degraded</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model server(s) (is|are) down: %1</source>
        <translation>
            <numerusform>%n model server is down: %1</numerusform>
            <numerusform>%n model servers are down: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n service(s) (is|are) down: %1</source>
        <translation>
            <numerusform>%n service is down: %1</numerusform>
            <numerusform>%n services are down: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model server(s) (lacks|lack) the model that is expected: %1</source>
        <translation>
            <numerusform>%n model server lacks the model that is expected: %1</numerusform>
            <numerusform>%n model servers lack the model that is expected: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::usage::Report</name>
    <message numerus="yes">
        <source>%n other(s)</source>
        <translation>
            <numerusform>%n other</numerusform>
            <numerusform>%n others</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::versions::Words</name>
    <message numerus="yes">
        <source>%n (breaks|break) the service</source>
        <translation>
            <numerusform>%n breaks the service</numerusform>
            <numerusform>%n break the service</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n (costs|cost) speed or protection</source>
        <translation>
            <numerusform>%n costs speed or protection</numerusform>
            <numerusform>%n cost speed or protection</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n harmless</source>
        <translation>
            <numerusform>%n harmless</numerusform>
            <numerusform>%n harmless</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s) (is|are) older than what was applied last, and not applied: %1.</source>
        <translation>
            <numerusform>%n step is older than what was applied last, and not applied: %1.</numerusform>
            <numerusform>%n steps are older than what was applied last, and not applied: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 %2, in a transaction of %n second(s), %3</source>
        <translation>
            <numerusform>%1 %2, in a transaction of %n second, %3</numerusform>
            <numerusform>%1 %2, in a transaction of %n seconds, %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: nothing was applied yet; %n step(s) (is|are) pending, up to %2.</source>
        <translation>
            <numerusform>%1: nothing was applied yet; %n step is pending, up to %2.</numerusform>
            <numerusform>%1: nothing was applied yet; %n steps are pending, up to %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 is at %2; %n step(s) (is|are) pending: %3.</source>
        <translation>
            <numerusform>%1 is at %2; %n step is pending: %3.</numerusform>
            <numerusform>%1 is at %2; %n steps are pending: %3.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The structure is not that of %1: %n difference(s) would break the service or the next step. Mend them first.</source>
        <translation>
            <numerusform>The structure is not that of %1: %n difference would break the service or the next step. Mend them first.</numerusform>
            <numerusform>The structure is not that of %1: %n differences would break the service or the next step. Mend them first.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n difference(s) (costs|cost) speed or protection: mend them before or after, the stamp does not.</source>
        <translation>
            <numerusform>%n difference costs speed or protection: mend them before or after, the stamp does not.</numerusform>
            <numerusform>%n differences cost speed or protection: mend them before or after, the stamp does not.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n statement(s) ran</source>
        <translation>
            <numerusform>%1 of %n statement ran</numerusform>
            <numerusform>%1 of %n statements ran</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s) (has|have) no file for the way back.</source>
        <translation>
            <numerusform>%n step has no file for the way back.</numerusform>
            <numerusform>%n steps have no file for the way back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 (%2, process %3, connected for %n second(s))</source>
        <translation>
            <numerusform>%1 (%2, process %3, connected for %n second)</numerusform>
            <numerusform>%1 (%2, process %3, connected for %n seconds)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: applied in %2 ms, %n attempt(s)</source>
        <translation>
            <numerusform>%1: applied in %2 ms, %n attempt</numerusform>
            <numerusform>%1: applied in %2 ms, %n attempts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: undone in %2 ms, %n attempt(s)</source>
        <translation>
            <numerusform>%1: undone in %2 ms, %n attempt</numerusform>
            <numerusform>%1: undone in %2 ms, %n attempts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Its lock was not to be had in %n attempt(s), so nothing of this transaction was kept. End what is in the way, or try at a quieter time.</source>
        <translation>
            <numerusform>Its lock was not to be had in %n attempt, so nothing of this transaction was kept. End what is in the way, or try at a quieter time.</numerusform>
            <numerusform>Its lock was not to be had in %n attempts, so nothing of this transaction was kept. End what is in the way, or try at a quieter time.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mend %n difference(s) of the structure</source>
        <translation>
            <numerusform>Mend %n difference of the structure</numerusform>
            <numerusform>Mend %n differences of the structure</numerusform>
        </translation>
    </message>
</context>
</TS>
