#include "sandbox/sourcemakers.h"
#include "sandbox/sqlitefile.h"

namespace gatehouse::sandbox {
namespace {

QStringList titles()
{
    return {u"연차 휴가 규정"_s, u"출장비 정산 방법"_s, u"보안 서약서 양식"_s, u"안전 점검표"_s,
        u"VPN setup"_s, u"Q3 보고서 요약 📊"_s};
}

constexpr const char *kMessage = "INSERT INTO messages VALUES (?,?,?,?,?,?)";

void makeTables(SqliteFile &file, const char *owner)
{
    const QByteArray sessions =
        QByteArray("CREATE TABLE sessions (id TEXT PRIMARY KEY, title TEXT DEFAULT '', "
                   "created_at TEXT NOT NULL, updated_at TEXT NOT NULL, metadata TEXT DEFAULT '{}'")
        + owner + ")";
    file.script(sessions.constData());
    file.script(
        "CREATE TABLE messages (id TEXT PRIMARY KEY, session_id TEXT NOT NULL, role TEXT NOT NULL, "
        "content TEXT NOT NULL, metadata TEXT DEFAULT '{}', created_at TEXT NOT NULL, "
        "FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE);"
        "CREATE INDEX idx_messages_session ON messages(session_id, created_at)");
}

// What a preflight has to find.
void addFlaws(SqliteFile &file, const QDateTime &now)
{
    const QString at = microStamp(now, u"T"_s, 1) + "+00:00"_L1;
    file.insert(kMessage,
        {sampleUuid("orphan", 0), u"no-such-session"_s, u"user"_s, u"Wo bin ich?"_s, u"{}"_s, at});
    file.insert(kMessage,
        {sampleUuid("invalid", 0), sampleUuid("session", 1), u"user"_s,
            QByteArray("not UTF-8: \xff\xfe"), u"{}"_s, at});
    file.insert(kMessage,
        {sampleUuid("nul", 0), sampleUuid("session", 2), u"user"_s,
            QByteArray("a NUL: \0 inside", 15), u"{}"_s, at});
    file.insert(kMessage,
        {sampleUuid("json", 0), sampleUuid("session", 3), u"assistant"_s, u"metadata is cut"_s,
            u"{\"latency_ms\": "_s, at});
    file.insert(kMessage,
        {sampleUuid("stamp", 0), sampleUuid("session", 4), u"user"_s, u"in the office's own time"_s,
            u"{}"_s, u"2026-03-09 14:00:00"_s});
}

} // namespace

Result<> makeOldMemory(const QString &path, const QDateTime &now)
{
    Dice dice(7);
    SqliteFile file(path);
    makeTables(file, "");
    for (int i = 0; i < 66; ++i) {
        const QString at =
            microStamp(now.addDays(-200).addSecs(-i * 7000), u"T"_s, dice.below(1'000'000));
        file.insert("INSERT INTO sessions VALUES (?,?,?,?,'{}')",
            {sampleUuid("old session", i), i % 11 == 0 ? QString() : dice.pick(titles()), at, at});
        if (i < 30)
            file.insert("INSERT INTO messages VALUES (?,?,'user',?,'{}',?)",
                {sampleUuid("old message", i), sampleUuid("old session", i), u"질문 %1"_s.arg(i),
                    at});
    }
    return file.finish();
}

Result<> makeMemory(const QString &path, const QDateTime &now)
{
    Dice dice(8);
    SqliteFile file(path);
    makeTables(file, ", user_id TEXT DEFAULT ''");
    file.script("CREATE INDEX idx_sessions_user ON sessions(user_id, updated_at)");
    int number = 0;
    for (int i = 0; i < 140; ++i) {
        const QDateTime begin = now.addSecs(-i * 15'000);
        const auto stamp = [&](int seconds) {
            return microStamp(begin.addSecs(seconds), u"T"_s, dice.below(1'000'000)) + "+00:00"_L1;
        };
        const QString same = stamp(0);
        file.insert("INSERT INTO sessions VALUES (?,?,?,?,'{}',?)",
            {sampleUuid("session", i), i % 12 == 5 ? QString() : dice.pick(titles()), same,
                stamp(300),
                i % 8 == 0 ? QString() : u"user%1"_s.arg(dice.below(24), 2, 10, QLatin1Char('0'))});
        for (int m = 0; m < 2 * (1 + dice.skewed(6)); ++m) {
            const bool answer = m % 2 == 1;
            const QString metadata = answer
                ? u"{\"confidence_score\": 0.8%1, \"latency_ms\": %2, \"model_used\": \"vllm/qwen2.5-32b\", \"sources\": []}"_s
                      .arg(dice.below(10))
                      .arg(300 + dice.below(4000))
                : u"{}"_s;
            file.insert(kMessage,
                {sampleUuid("message", number++), sampleUuid("session", i),
                    answer ? u"assistant"_s : u"user"_s,
                    answer ? u"관련 문서에 따르면 그렇습니다."_s : u"규정을 알려 주세요."_s,
                    metadata, i % 9 == 0 ? same : stamp(10 * m)});
        }
    }
    addFlaws(file, now);
    return file.finish();
}

} // namespace gatehouse::sandbox
