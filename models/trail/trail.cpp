#include "trail/trail.h"

#include "base/redact.h"
#include "db/transaction.h"
#include "trail/words.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <array>

#ifdef Q_OS_UNIX
#include <pwd.h>
#include <unistd.h>
#endif

namespace gatehouse::trail {

namespace {

constexpr std::array kCreation{
    "trail/create_schema"_L1,
    "trail/create_version"_L1,
    "trail/create_head"_L1,
    "trail/create_entries"_L1,
    "trail/create_object_index"_L1,
    "trail/create_field"_L1,
    "trail/create_canonical"_L1,
    "trail/create_write"_L1,
    "trail/create_append"_L1,
    "trail/create_seal"_L1,
    "trail/create_guard"_L1,
    "trail/create_guard_entries"_L1,
    "trail/create_guard_head"_L1,
    "trail/always_guard_entries"_L1,
    "trail/always_guard_head"_L1,
    "trail/fill_head"_L1,
    "trail/fill_version"_L1,
    "trail/revoke_tables"_L1,
    "trail/revoke_owner"_L1,
    "trail/revoke_functions"_L1,
    "trail/revoke_write"_L1,
    "trail/revoke_seal"_L1,
};

constexpr std::array kFromVersion1{
    "trail/create_write"_L1,
    "trail/create_append"_L1,
    "trail/create_seal"_L1,
    "trail/revoke_write"_L1,
    "trail/revoke_seal"_L1,
    "trail/set_version"_L1,
};

// The canonical function takes a row of the table, so it goes with the table.
constexpr std::array kRemoval{
    "trail/drop_append"_L1,
    "trail/drop_seal"_L1,
    "trail/drop_write"_L1,
    "trail/drop_entries"_L1,
    "trail/drop_head"_L1,
    "trail/drop_field"_L1,
    "trail/drop_guard"_L1,
    "trail/drop_version"_L1,
    "trail/drop_empty_version"_L1,
};

template <size_t N>
Result<> runAll(db::Sql &sql, const std::array<QLatin1StringView, N> &statements)
{
    for (QLatin1StringView name : statements) {
        if (auto done = sql.execute(name); !done)
            return done.error();
    }
    return Done{};
}

QString osUser()
{
#ifdef Q_OS_UNIX
    // Not $USER: whoever starts the program could set it.
    if (const passwd *entry = getpwuid(geteuid()))
        return QString::fromLocal8Bit(entry->pw_name);
    return QString::number(geteuid());
#else
    return qEnvironmentVariable("USERNAME");
#endif
}

struct Found
{
    bool schema = false, complete = false, empty = false, mayAppend = false;
    Status status;
    static Found fromRow(const db::Row &row)
    {
        Found found;
        found.schema = row.get<bool>(0);
        found.status.owner = row.text(1);
        found.complete = row.get<bool>(2);
        found.empty = row.get<bool>(3);
        found.mayAppend = row.get<bool>(4);
        found.status.mayRead = row.get<bool>(5);
        found.status.mayCreate = row.get<bool>(6);
        found.status.mayUpgrade = row.get<bool>(7);
        return found;
    }
};

QJsonValue clean(const QJsonValue &value)
{
    if (value.isString())
        return redact(value.toString()).remove(QChar(0)); // jsonb knows no NUL
    if (value.isArray()) {
        QJsonArray array;
        for (const QJsonValue &item : value.toArray())
            array.append(clean(item));
        return array;
    }
    if (value.isObject()) {
        QJsonObject object;
        const QJsonObject given = value.toObject();
        for (auto it = given.begin(); it != given.end(); ++it)
            object.insert(it.key(), clean(it.value()));
        return object;
    }
    return value;
}

std::optional<QString> jsonText(const QJsonObject &object)
{
    if (object.isEmpty())
        return std::nullopt;
    return QString::fromUtf8(
        QJsonDocument(clean(object).toObject()).toJson(QJsonDocument::Compact));
}

QString cleanText(const QString &text) { return redact(text).remove(QChar(0)); }

} // namespace

Actor thisProcess(const QString &app, const QString &connection)
{
    return {osUser(), app, connection};
}

QString Status::sentence() const
{
    switch (state) {
    case State::Ready:
        return isOlder()
            ? Words::tr("Changes are recorded in gatehouse.audit_trail. It was made by an earlier "
                        "version of Gatehouse; upgrade it to be able to seal months that are over.")
            : Words::tr("Changes are recorded in gatehouse.audit_trail.");
    case State::Absent:
        return mayCreate
            ? Words::tr("This database has no audit trail of Gatehouse yet. It can be created "
                        "in a schema of its own, with your consent.")
            : Words::tr("This database has no audit trail of Gatehouse, and this role may not "
                        "create one. Ask the database's owner to run the shown statements.");
    case State::NoRight:
        return Words::tr(
            "The audit trail exists, but this role may not append to it. Ask %1 to allow it: "
            "GRANT USAGE on schema gatehouse and EXECUTE on gatehouse.audit_append.")
            .arg(owner);
    case State::Newer:
        return Words::tr(
            "The audit trail was made by another version of Gatehouse (%1, this one knows %2). "
            "Use a matching version.")
            .arg(version)
            .arg(kVersion);
    case State::Foreign:
        return Words::tr(
            "A schema named gatehouse exists that Gatehouse did not make. Rename it before the "
            "audit trail can be created.");
    }
    return {};
}

Result<Status> status(db::Sql &sql)
{
    auto found = sql.fetchOne<Found>("trail/status"_L1);
    if (!found)
        return found.error();
    Status status = found.value().status;
    if (!found.value().complete) {
        status.state =
            found.value().schema && !found.value().empty ? State::Foreign : State::Absent;
        if (status.state == State::Foreign) {
            // Other parts of Gatehouse may have made the schema before the trail.
            auto ours = sql.fetchOne<bool>("trail/has_version_table"_L1);
            if (!ours)
                return ours.error();
            if (ours.value())
                status.state = State::Absent;
        }
        return status;
    }
    if (!found.value().mayAppend) {
        status.state = State::NoRight;
        return status;
    }
    auto version = sql.fetchOptional<int>("trail/version"_L1);
    if (!version)
        return version.error();
    status.version = version.value().value_or(0);
    const bool known = status.version > 0 && status.version <= kVersion;
    status.state = known ? State::Ready : State::Newer;
    return status;
}

Result<> create(db::Sql &sql, const Actor &actor)
{
    auto now = status(sql);
    if (!now)
        return now.error();
    if (now.value().state == State::Ready)
        return Done{};
    if (now.value().state != State::Absent || !now.value().mayCreate)
        return refused(now.value().sentence());
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    if (auto done = runAll(sql, kCreation); !done)
        return done.error();
    Entry entry{u"trail.create"_s, u"trail"_s, u"gatehouse.audit_trail"_s,
        u"gatehouse.audit_trail"_s, u"DDL"_s};
    entry.after = {{u"version"_s, kVersion}};
    if (auto done = append(sql, actor, entry); !done)
        return done.error();
    return std::move(transaction).value().commit();
}

Result<> upgrade(db::Sql &sql, const Actor &actor)
{
    auto now = status(sql);
    if (!now)
        return now.error();
    const Status &found = now.value();
    if (found.state != State::Ready)
        return refused(found.sentence());
    if (!found.isOlder())
        return Done{};
    if (!found.mayUpgrade)
        return refused(
            Words::tr("Only the owner of the audit trail, %1, can upgrade it.").arg(found.owner));
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    if (auto done = runAll(sql, kFromVersion1); !done)
        return done.error();
    Entry entry{u"trail.upgrade"_s, u"trail"_s, u"gatehouse.audit_trail"_s,
        u"gatehouse.audit_trail"_s, u"DDL"_s};
    entry.before = {{u"version"_s, found.version}};
    entry.after = {{u"version"_s, kVersion}};
    if (auto done = append(sql, actor, entry); !done)
        return done.error();
    return std::move(transaction).value().commit();
}

Result<> allow(db::Sql &sql, const db::Identifier &role)
{
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    for (QLatin1StringView name :
        {"trail/allow_schema"_L1, "trail/allow_version"_L1, "trail/allow_append"_L1}) {
        if (auto done = sql.execute(db::Statement(name, {role})); !done)
            return done.error();
    }
    return std::move(transaction).value().commit();
}

QString creationScript()
{
    QStringList statements;
    for (QLatin1StringView name : kCreation)
        statements.append(db::Statement(name).text().trimmed() + u';');
    return statements.join(u"\n\n"_s);
}

Result<> remove(db::Sql &sql)
{
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    if (auto done = runAll(sql, kRemoval); !done)
        return done.error();
    return std::move(transaction).value().commit();
}

Result<qint64> append(db::Sql &sql, const Actor &actor, const Entry &entry)
{
    if (!sql.inTransaction())
        return refused(
            Words::tr("An entry of the audit trail belongs into the transaction of its change."));
    const std::optional<QString> subject =
        actor.subject.isEmpty() ? std::nullopt : std::optional(cleanText(actor.subject));
    return sql.fetchOne<qint64>("trail/append"_L1,
        db::bind(subject, cleanText(actor.osUser), cleanText(actor.app),
            cleanText(actor.connection), entry.action, entry.objectType, cleanText(entry.objectId),
            cleanText(entry.objectLabel), entry.sqlClass, entry.rows, jsonText(entry.before),
            jsonText(entry.after)));
}

} // namespace gatehouse::trail
