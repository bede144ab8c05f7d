#include "base/securefile.h"
#include "sandbox/npzfile.h"
#include "sandbox/sourcemakers.h"

#include <QCryptographicHash>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>
#include <QtEndian>

namespace gatehouse::sandbox {
namespace {

// Python's isoformat of a time in the server's zone, here one hour ahead of UTC: no zone is
// written.
QString localStamp(const QDateTime &utc, int microseconds = 0)
{
    return utc.addSecs(3600).toString(u"yyyy-MM-ddTHH:mm:ss."_s)
        + u"%1"_s.arg(microseconds, 6, 10, QLatin1Char('0'));
}

QString sampleKey(const QString &prefix, int number)
{
    const QByteArray hash = QCryptographicHash::hash(
        "sandbox memory key " + QByteArray::number(number), QCryptographicHash::Sha256);
    return prefix
        + QString::fromLatin1(
            hash.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

QString uuid(Dice &dice)
{
    return QUuid(quint32(dice.below(1 << 30)), quint16(dice.below(65536)),
        quint16(0x4000 | dice.below(4096)), 0x9c, 0x1d, uchar(dice.below(256)),
        uchar(dice.below(256)), uchar(dice.below(256)), uchar(dice.below(256)), 7, 9)
        .toString(QUuid::WithoutBraces);
}

double epoch(const QDateTime &time)
{
    return double(time.toMSecsSinceEpoch()) / 1000.0 + 0.000'125;
}

QJsonObject keyEntry(
    const QString &key, const QString &name, const QString &role, int limit, const QString &created)
{
    return {{u"key"_s, key}, {u"name"_s, name}, {u"role"_s, role}, {u"rate_limit"_s, limit},
        {u"created_at"_s, created}};
}

QByteArray jsonLine(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

QJsonObject auditEntry(Dice &dice, const QDateTime &at)
{
    const QString event = dice.pick({u"model_request"_s, u"model_request"_s, u"login"_s,
        u"gate_passed"_s, u"gate_failed"_s, u"secret_detected"_s, u"high_cost_request"_s});
    QJsonObject details{{u"model"_s, dice.pick({u"phi-2"_s, u"gpt-4"_s})}};
    if (event == "high_cost_request"_L1)
        details.insert(u"cost_usd"_s, 0.1 + dice.below(900) / 1000.0);
    return {{u"event_type"_s, event},
        {u"severity"_s, event == "secret_detected"_L1 ? u"critical"_s : u"info"_s},
        {u"timestamp"_s, localStamp(at, dice.below(1'000'000))},
        {u"user_id"_s, u"user-%1"_s.arg(dice.below(12), 3, 10, QLatin1Char('0'))},
        {u"session_id"_s, uuid(dice)}, {u"component"_s, u"api"_s}, {u"action"_s, event},
        {u"details"_s, details},
        {u"result"_s, event == "gate_failed"_L1 ? u"denied"_s : u"success"_s},
        {u"ip_address"_s, u"198.51.100.%1"_s.arg(dice.below(90))},
        {u"resource"_s, QJsonValue::Null}};
}

Result<> writeJson(const QString &path, const QJsonObject &object)
{
    return writeSecureFile(path, QJsonDocument(object).toJson());
}

QJsonObject qacJobs(Dice &dice, const QDateTime &now)
{
    QJsonObject jobs;
    for (int i = 0; i < 40; ++i) {
        const QString id = uuid(dice);
        const QString status =
            dice.pick({u"succeeded"_s, u"succeeded"_s, u"failed"_s, u"queued"_s, u"running"_s});
        const QDateTime made = now.addSecs(-i * 5000 - 60);
        jobs.insert(id,
            QJsonObject{{u"id"_s, id}, {u"type"_s, dice.pick({u"fit"_s, u"apply"_s})},
                {u"status"_s, status},
                {u"progress"_s, status == "succeeded"_L1 ? 1.0 : dice.below(90) / 100.0},
                {u"model_id"_s, dice.oneIn(5) ? QJsonValue() : QJsonValue(uuid(dice))},
                {u"result"_s, QJsonValue::Null},
                {u"error"_s,
                    status == "failed"_L1 ? QJsonValue(u"MemoryError"_s) : QJsonValue::Null},
                {u"created_at"_s, epoch(made)},
                {u"updated_at"_s, epoch(made.addSecs(dice.below(600)))}});
    }
    return jobs;
}

// Three models as they should be, one whose arrays were cut by a full disk, one of Python's objects.
Result<> makeModels(const QString &dir, const QDateTime &now)
{
    constexpr int kCells = 6, kNeighbours = 3;
    if (auto made = makePrivateDir(dir); !made)
        return made;
    for (int n = 0; n < 5; ++n) {
        const QString id = u"5a4e0000-0000-4000-8000-00000000000%1"_s.arg(n);
        QByteArray near, weights;
        for (int cell = 0; cell < kCells; ++cell)
            for (int k = 1; k <= kNeighbours; ++k) {
                const qint64 other = qToLittleEndian(qint64((cell + k) % kCells));
                const double weight = 1.0 / (k + n);
                near.append(reinterpret_cast<const char *>(&other), sizeof other);
                weights.append(reinterpret_cast<const char *>(&weight), sizeof weight);
            }
        QByteArray file = npzOf({{"idx", "<i8", "(6, 3)", near},
            n == 4 ? NpyMember{"w", "|O", "(6, 3)", "\x80\x04K\x01."}
                   : NpyMember{"w", "<f8", "(6, 3)", weights}});
        if (n == 3)
            file.chop(200);
        const QJsonObject about{{u"model_id"_s, id}, {u"n_cells"_s, kCells}, {u"k_nn"_s, kNeighbours},
            {u"weight"_s, u"binary"_s}, {u"reinforce_rate"_s, 0.05}, {u"layers"_s, 50},
            {u"beta"_s, 0.7}, {u"lambda_entropy"_s, 0.05}, {u"engine"_s, u"laplace"_s},
            {u"created_at"_s, n == 0 ? QJsonValue(double(now.toSecsSinceEpoch())) : QJsonValue()},
            {u"version"_s, u"qac-1"_s}};
        if (auto written = writeJson(dir + u'/' + id + ".json"_L1, about); !written)
            return written;
        if (auto written = writeSecureFile(dir + u'/' + id + ".npz"_L1, file); !written)
            return written;
    }
    return Done{};
}

} // namespace

Result<> makeMemoryDump(const QString &path, const QDateTime &now)
{
    Dice dice(1);
    QJsonObject keys, usage;
    const auto add = [&](const QString &key, const QString &name, const QString &role, int limit,
                         int days) {
        keys.insert(
            key, keyEntry(key, name, role, limit, localStamp(now.addDays(-days), 137 * days)));
    };
    add(u"demo-admin-key-12345"_s, u"Demo Admin Key"_s, u"admin"_s, 1000, 40);
    add(u"demo-user-key-67890"_s, u"Demo User Key"_s, u"user"_s, 100, 40);
    add(sampleKey(u"ollama-"_s, 1), u"web"_s, u"user"_s, 100, 30);
    add(sampleKey(u"edgellm-"_s, 2), u"web"_s, u"user"_s, 200,
        12); // two of one name are legal in memory
    add(sampleKey(u"edgellm-"_s, 3), u"서울 연구팀"_s, u"user"_s, 100, 9);
    add(sampleKey(u"ollama-"_s, 4), u"blocked"_s, u"user"_s, 0, 8);
    add(u"ollama-"_s + QString(94, u'x'), u"101 characters"_s, u"user"_s, 100,
        7); // the column takes 100
    const QStringList owners =
        keys.keys() + QStringList{sampleKey(u"ollama-"_s, 99)}; // one was revoked meanwhile
    for (const QString &owner : owners) {
        QJsonArray rows;
        const int count = dice.skewed(120);
        for (int i = 0; i < count; ++i) {
            const bool list = dice.oneIn(12);
            rows.append(
                QJsonObject{{u"timestamp"_s,
                                localStamp(now.addSecs(-3600LL * (count - i) / std::max(1, count)),
                                    dice.below(1'000'000))},
                    {u"endpoint"_s,
                        list ? u"/api/models"_s : dice.pick({u"/api/chat"_s, u"/api/generate"_s})},
                    {u"model"_s, list ? u"list"_s : dice.pick({u"llama3.2:3b"_s, u"mistral:7b"_s})},
                    {u"response_time"_s, list ? 0.0021 : 0.4 + 12 * dice.chance()}});
        }
        usage.insert(owner, rows);
    }
    return writeJson(path, {{u"API_KEYS"_s, keys}, {u"USAGE_STATS"_s, usage}});
}

Result<> makeEnvFile(const QString &path, const QDateTime &)
{
    return writeSecureFile(path,
        "# Ollama API Service\n"
        "POSTGRES_DB=ollama_api\n"
        "POSTGRES_USER=ollama_user\n"
        "POSTGRES_PASSWORD=ollama_password\n"
        "DATABASE_URL=\"postgresql+asyncpg://"
        "ollama_user:${POSTGRES_PASSWORD:-ollama_password}@localhost:5432/ollama_api\"\n"
        "export SECRET_KEY='change-this # before production'\n"
        "ACCESS_TOKEN_EXPIRE_MINUTES=30\n"
        "\n"
        "  HOST = 0.0.0.0   # all addresses\n"
        "PORT=8000\n"
        "OLLAMA_BASE_URL=http://localhost:11434 # the model server\n"
        "DEMO_ADMIN_KEY=demo-admin-key-12345\n"
        "DEMO_USER_KEY=\n"
        "# given again further down, as it happens when files are pasted together\n"
        "DEMO_ADMIN_KEY=\"demo-admin-key-98765\"   # the newer one\n"
        "PORT=8001\n"
        "GREETING=\"two\\nlines and a \\\"quote\\\"\"\n"
        "VITE_API_URL=http://localhost:8000\n"
        "not a setting at all\n");
}

Result<> makeAuditLogs(const QString &path, const QDateTime &now)
{
    if (auto made = makePrivateDir(path); !made)
        return made.error();
    Dice dice(4);
    QByteArray newer, rotated, yesterday;
    for (int i = 0; i < 120; ++i)
        rotated += jsonLine(auditEntry(dice, now.addSecs(-7200 + i * 25)));
    for (int i = 0; i < 160; ++i)
        newer += jsonLine(auditEntry(dice, now.addSecs(-4000 + i * 25)));
    for (int i = 0; i < 90; ++i)
        yesterday += jsonLine(auditEntry(dice, now.addDays(-1).addSecs(i * 60)));
    newer += "{\"event_type\": \"login\", \"severity\": \"info\", \"timest\n"; // cut by a full disk
    newer += "{\"event_type\": \"login\", \"severity\": \"info\", \"timestamp\": \""
        + localStamp(now).toUtf8()
        + "\", \"details\": {\"agent\": \"a\\u0000b\"}, \"result\": \"success\"}\n";
    const QString today = path + "/audit_"_L1 + now.toString(u"yyyyMMdd"_s) + ".jsonl"_L1;
    const QString before =
        path + "/audit_"_L1 + now.addDays(-1).toString(u"yyyyMMdd"_s) + ".jsonl"_L1;
    for (const auto &[file, content] :
        {std::pair{today, newer}, {today + ".1"_L1, rotated}, {before, yesterday}})
        if (auto written = writeSecureFile(file, content); !written)
            return written.error();
    return Done{};
}

Result<> makeDonResearch(const QString &path, const QDateTime &now)
{
    for (const char *folder : {"", "/artifacts", "/artifacts/memory"})
        if (auto made = makePrivateDir(path + QLatin1StringView(folder)); !made)
            return made.error();
    Dice dice(6);
    const auto institution = [](const QString &name, const QJsonValue &contact, int limit) {
        QJsonObject entry{{u"name"_s, name}, {u"rate_limit"_s, limit}};
        if (contact.isString())
            entry.insert(u"contact"_s, contact);
        return entry;
    };
    const QJsonObject institutions{
        {u"demo_token"_s, institution(u"Demo Access"_s, u"demo@example.org"_s, 100)},
        {u"tamu_cai_lab_2024_"_s + sampleKey({}, 21),
            institution(u"Texas A&M | Cai Lab"_s, u"lab@example.edu"_s, 1000)},
        {u"seoul_"_s + sampleKey({}, 22),
            institution(u"서울대학교 의과대학"_s, u"med@example.ac.kr"_s, 500)},
        {u"zero_"_s + sampleKey({}, 23), institution(u"Limit 0"_s, u"zero@example.org"_s, 0)},
        {u"silent_"_s + sampleKey({}, 24), institution(u"No contact"_s, QJsonValue(), 50)}};
    QByteArray events;
    for (int i = 0; i < 150; ++i)
        events +=
            jsonLine({{u"timestamp"_s,
                          now.addSecs(-i * 900).toString(u"yyyy-MM-ddTHH:mm:ss.zzz"_s) + "214"_L1},
                {u"endpoint"_s,
                    dice.pick({u"/api/v1/genomics/compress"_s, u"/api/v1/bio/export-artifacts"_s})},
                {u"status"_s, dice.oneIn(9) ? u"error"_s : u"ok"_s},
                {u"project_id"_s,
                    dice.oneIn(7) ? QJsonValue() : QJsonValue(u"p%1"_s.arg(dice.below(17)))},
                {u"user_id"_s, QJsonValue::Null},
                {u"payload"_s, QJsonObject{{u"n_cells"_s, dice.below(9000)}}}});
    if (auto written = writeJson(path + "/institutions.json"_L1, institutions); !written)
        return written.error();
    if (auto written = writeJson(path + "/artifacts/qac_jobs.json"_L1, qacJobs(dice, now));
        !written)
        return written.error();
    if (auto made = makeModels(path + "/artifacts/qac_models"_L1, now); !made)
        return made.error();
    return writeSecureFile(path + "/artifacts/memory/events.jsonl"_L1, events);
}

} // namespace gatehouse::sandbox
