#include "sandbox/sourcemakers.h"
#include "sandbox/sqlitefile.h"

namespace gatehouse::sandbox {
namespace {

void aiPalTables(SqliteFile &file)
{
    // As SQLAlchemy makes them.
    file.script(
        "CREATE TABLE user_profiles (id INTEGER NOT NULL, user_id VARCHAR(255) NOT NULL, "
        "created_at DATETIME NOT NULL, "
        "updated_at DATETIME NOT NULL, display_name VARCHAR(255), email VARCHAR(255), "
        "signature_strengths TEXT, "
        "learning_style VARCHAR(50), preferences TEXT, total_goals INTEGER, total_tasks_completed "
        "INTEGER, "
        "current_ari_score FLOAT, PRIMARY KEY (id), UNIQUE (user_id));"
        "CREATE TABLE ari_snapshots (id INTEGER NOT NULL, snapshot_id VARCHAR(36) NOT NULL, "
        "user_id VARCHAR(255) NOT NULL, "
        "timestamp DATETIME NOT NULL, decision_quality FLOAT NOT NULL, skill_development FLOAT NOT "
        "NULL, "
        "ai_reliance FLOAT NOT NULL, bottleneck_resolution FLOAT NOT NULL, user_confidence FLOAT "
        "NOT NULL, "
        "engagement FLOAT NOT NULL, autonomy_perception FLOAT NOT NULL, autonomy_retention FLOAT "
        "NOT NULL, "
        "delta_agency FLOAT NOT NULL, task_description TEXT, task_complexity VARCHAR(50), PRIMARY "
        "KEY (id), UNIQUE (snapshot_id));"
        "CREATE TABLE ffe_goals (id INTEGER NOT NULL, goal_id VARCHAR(36) NOT NULL, user_id "
        "VARCHAR(255) NOT NULL, "
        "created_at DATETIME NOT NULL, description TEXT NOT NULL, importance INTEGER NOT NULL, "
        "complexity_level VARCHAR(50) NOT NULL, estimated_value FLOAT, status VARCHAR(50), "
        "completed_at DATETIME, "
        "deadline DATETIME, PRIMARY KEY (id), UNIQUE (goal_id));"
        "CREATE TABLE atomic_blocks (id INTEGER NOT NULL, block_id VARCHAR(36) NOT NULL, goal_id "
        "VARCHAR(36) NOT NULL, "
        "user_id VARCHAR(255) NOT NULL, description TEXT NOT NULL, block_index INTEGER NOT NULL, "
        "size VARCHAR(20) NOT NULL, "
        "estimated_minutes INTEGER NOT NULL, original_description TEXT, reframed_description TEXT, "
        "strengths_used TEXT, "
        "completed BOOLEAN, completed_at DATETIME, PRIMARY KEY (id), UNIQUE (block_id), "
        "FOREIGN KEY(goal_id) REFERENCES ffe_goals (goal_id));"
        "CREATE TABLE background_tasks (id INTEGER NOT NULL, task_id VARCHAR(255) NOT NULL, "
        "task_name VARCHAR(255) NOT NULL, "
        "user_id VARCHAR(255), task_type VARCHAR(50) NOT NULL, status VARCHAR(50) NOT NULL, "
        "priority INTEGER NOT NULL, "
        "created_at DATETIME NOT NULL, started_at DATETIME, completed_at DATETIME, result TEXT, "
        "error_message TEXT, "
        "error_traceback TEXT, attempts INTEGER NOT NULL, max_retries INTEGER NOT NULL, args TEXT, "
        "kwargs TEXT, "
        "duration_seconds FLOAT, celery_task_id VARCHAR(255), PRIMARY KEY (id), UNIQUE (task_id));"
        "CREATE INDEX ix_ari_snapshots_user_id ON ari_snapshots (user_id);");
}

void aiPalGoals(SqliteFile &file, Dice &dice, const QDateTime &now)
{
    for (int i = 0; i < 60; ++i) {
        const QDateTime at = now.addSecs(-i * 40'000);
        const QString user = u"user-%1"_s.arg(dice.below(12), 3, 10, QLatin1Char('0'));
        file.insert("INSERT INTO ffe_goals (goal_id, user_id, created_at, description, importance, "
                    "complexity_level, estimated_value, status, deadline) "
                    "VALUES (?,?,?,?,?,?,?,?,?)",
            {sampleUuid("goal", i), user, microStamp(at, u" "_s, dice.below(1'000'000)),
                dice.pick({u"Finish the outline"_s, u"발표 자료 만들기"_s, u"Umzug planen"_s}),
                1 + dice.below(10), u"mini"_s,
                i % 9 == 0 ? QVariant() : QVariant(dice.chance() * 10),
                i == 7 ? QVariant() : QVariant(u"active"_s),
                i % 20 == 3 ? QVariant(u"2026-02-30 00:00:00.000000"_s)
                            : QVariant()}); // no such day
        for (int b = 0; b < 3; ++b)
            file.insert("INSERT INTO atomic_blocks (block_id, goal_id, user_id, description, "
                        "block_index, size, estimated_minutes, strengths_used, completed) "
                        "VALUES (?,?,?,?,?,?,?,?,?)",
                {sampleUuid("block", i * 3 + b),
                    i == 11 && b == 2 ? u"gone"_s : sampleUuid("goal", i), user,
                    u"Step %1"_s.arg(b), b, u"small"_s, 5 + dice.below(50),
                    i % 13 == 4 ? QVariant(u"[\"focus\","_s)
                                : QVariant(u"[\"focus\"]"_s), // cut JSON
                    i == 5       ? QVariant(u"true"_s)
                        : i == 6 ? QVariant()
                                 : QVariant(b == 0)});
    }
}

} // namespace

Result<> makeAiPalDatabase(const QString &path, const QDateTime &now)
{
    Dice dice(3);
    SqliteFile file(path);
    aiPalTables(file);
    for (int i = 0; i < 12; ++i)
        file.insert("INSERT INTO user_profiles (user_id, created_at, updated_at, display_name, "
                    "email, signature_strengths, preferences, total_goals) "
                    "VALUES (?,?,?,?,?,?,?,?)",
            {u"user-%1"_s.arg(i, 3, 10, QLatin1Char('0')),
                microStamp(now.addDays(-50 - i), u" "_s, i), microStamp(now.addDays(-i), u" "_s, 0),
                u"Person %1"_s.arg(i),
                i % 4 == 0 ? QVariant() : QVariant(u"p%1@example.org"_s.arg(i)),
                u"[\"curiosity\"]"_s, i == 3 ? u"{\"theme\": "_s : u"{\"theme\": \"dark\"}"_s,
                dice.below(9)});
    for (int i = 0; i < 400; ++i) {
        const double level = 0.45 + 0.5 * dice.chance();
        file.insert("INSERT INTO ari_snapshots (snapshot_id, user_id, timestamp, decision_quality, "
                    "skill_development, ai_reliance, bottleneck_resolution, "
                    "user_confidence, engagement, autonomy_perception, autonomy_retention, "
                    "delta_agency, task_complexity) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            {sampleUuid("ari", i), u"user-%1"_s.arg(dice.below(12), 3, 10, QLatin1Char('0')),
                microStamp(
                    now.addSecs(-i * 6000), i % 50 == 9 ? u"T"_s : u" "_s, dice.below(1'000'000)),
                level, level, 1 - level, level, level, level, level, level, level - 0.6,
                i % 6 == 0 ? QVariant() : QVariant(u"moderate"_s)});
    }
    aiPalGoals(file, dice, now);
    for (int i = 0; i < 300; ++i) {
        const bool done = i % 5 == 0;
        file.insert("INSERT INTO background_tasks (task_id, task_name, user_id, task_type, status, "
                    "priority, created_at, attempts, max_retries, result, kwargs, "
                    "duration_seconds, completed_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            {sampleUuid("task", i), u"ai_pal.tasks.ari_snapshot"_s,
                i % 17 == 0 ? QVariant() : QVariant(u"user-001"_s), u"ari_snapshot"_s,
                done ? u"completed"_s : u"pending"_s, 1 + i % 10,
                microStamp(now.addSecs(-i * 9000), u" "_s, i), 1, 3,
                done ? QVariant(u"{\"items\": 4}"_s) : QVariant(),
                i == 44 ? u"{bad json"_s : u"{}"_s, done ? QVariant(dice.chance() * 9) : QVariant(),
                done ? QVariant(microStamp(now.addSecs(-i * 9000 + 9), u" "_s, i)) : QVariant()});
    }
    return file.finish();
}

} // namespace gatehouse::sandbox
