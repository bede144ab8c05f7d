#include "db/composer.h"
#include "keys/keys.h"
#include "keys/words.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <limits>

namespace gatehouse::keys {

namespace {

constexpr int kMostOwners = 200;

// Of "character varying(100)"; 0 when the type sets none.
int lengthOf(const systems::ColumnFacts *column)
{
    static const QRegularExpression pattern(u"^character(?: varying)?\\((\\d+)\\)$"_s);
    return column ? pattern.match(column->type).captured(1).toInt() : 0;
}

qint64 largest(const systems::ColumnFacts *column)
{
    if (column && column->type == "smallint"_L1)
        return std::numeric_limits<qint16>::max();
    if (column && column->type == "integer"_L1)
        return std::numeric_limits<qint32>::max();
    return std::numeric_limits<qint64>::max();
}

// PostgreSQL counts characters, not UTF-16 units.
qsizetype characters(const QString &text) { return text.toUcs4().size(); }

QString nameProblem(const QString &name, int most)
{
    if (name.trimmed().isEmpty())
        return Words::tr("The key needs a name. Give one that says who uses it.");
    if (name.contains(QChar(0)))
        return Words::tr(
            "The name holds a NUL character, which no database can store. Type it again.");
    if (most > 0 && characters(name) > most) {
        return Words::tr("The name has %1 characters, and the column holds %2. Shorten it.")
            .arg(characters(name))
            .arg(most);
    }
    return {};
}

QString limitProblem(qint64 limit, qint64 most)
{
    if (limit == 0)
        return Words::tr("A limit of 0 refuses every request. Give at least 1, or revoke the key.");
    if (limit < 0)
        return Words::tr(
            "A negative limit refuses every request. Give at least 1, or revoke the key.");
    if (limit > most)
        return Words::tr("The column holds limits up to %1. Give a smaller one.")
            .arg(QLocale().toString(most));
    return {};
}

QString jsonProblem(const QString &text, bool array)
{
    if (text.trimmed().isEmpty())
        return {};
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8(), &error);
    if (error.error != QJsonParseError::NoError)
        return Words::tr("This is not JSON: %1 at character %2.")
            .arg(error.errorString())
            .arg(error.offset + 1);
    if (array && !document.isArray())
        return Words::tr("Permissions are a JSON list, like [\"chat\"].");
    if (!array && !document.isObject())
        return Words::tr("Limits are a JSON object, like {\"per_hour\": 100}.");
    return {};
}

bool isTaken(const QString &name, const std::vector<Key> &known, const Key *seen)
{
    return std::any_of(known.begin(), known.end(),
        [&](const Key &key) { return key.name == name && (!seen || key.id != seen->id); });
}

} // namespace

std::vector<Problem> Keys::check(
    const Draft &draft, const std::vector<Key> &known, const QDateTime &now, const Key *seen) const
{
    std::vector<Problem> problems;
    const auto add = [&problems](const QString &field, const QString &text) {
        if (!text.isEmpty())
            problems.push_back({field, text});
    };
    const auto &keys = domain();
    const Draft old = seen ? draftOf(*seen) : Draft{};
    const auto touched = [&](auto member) { return !seen || draft.*member != old.*member; };
    if (has(keys.name) && touched(&Draft::name)) {
        add(u"name"_s, nameProblem(draft.name, lengthOf(m_table.column(keys.name))));
        if (namesAreUnique() && isTaken(draft.name, known, seen))
            add(u"name"_s,
                Words::tr("A key named %1 exists already. Choose another name.").arg(draft.name));
    }
    if (has(keys.role) && touched(&Draft::role)) {
        const int most = lengthOf(m_table.column(keys.role));
        if (draft.role.trimmed().isEmpty())
            add(u"role"_s,
                Words::tr("The key needs a role. Choose one of the list or type another."));
        else if (most > 0 && characters(draft.role) > most)
            add(u"role"_s,
                Words::tr("The column holds roles of up to %1 characters. Shorten it.").arg(most));
    }
    if (has(keys.limit) && touched(&Draft::limit)) {
        const systems::ColumnFacts *column = m_table.column(keys.limit);
        if (draft.limit)
            add(u"limit"_s, limitProblem(*draft.limit, largest(column)));
        else if (column->notNull)
            add(u"limit"_s, Words::tr("This back end needs a limit for each key. Give a number."));
    }
    if (has(keys.owner) && !seen && draft.ownerId.isEmpty() && m_table.column(keys.owner)->notNull)
        add(u"owner"_s,
            Words::tr("In this back end every key belongs to somebody. Choose the owner."));
    if (has(keys.limits) && touched(&Draft::limits))
        add(u"limits"_s, jsonProblem(draft.limits, false));
    if (has(keys.permissions) && touched(&Draft::permissions))
        add(u"permissions"_s, jsonProblem(draft.permissions, true));
    if (has(keys.expiresAt) && draft.expires && touched(&Draft::expires) && *draft.expires <= now)
        add(u"expires"_s,
            Words::tr("This time has passed. Choose a later one, or revoke the key."));
    return problems;
}

bool Keys::namesAreUnique() const
{
    return domain().nameUnique || m_table.uniqueOn({domain().name});
}

int Keys::longestKey() const
{
    return domain().format.hash.isEmpty() ? lengthOf(m_table.column(domain().secret)) : 0;
}

Draft Keys::newDraft() const
{
    Draft draft;
    draft.role = domain().roles.value(0);
    if (has(domain().limit))
        draft.limit = domain().defaultLimit;
    return draft;
}

Draft Keys::draftOf(const Key &key)
{
    return {key.name, key.role, key.ownerId, key.limit, key.limits, key.permissions, key.expires};
}

Result<std::vector<Owner>> Keys::owners(db::Sql &sql, const QString &filter) const
{
    if (!m_ownerTable || !has(domain().owner))
        return std::vector<Owner>{};
    Composer c;
    const QString label = u"o."_s + c.name(domain().ownerLabel) + u"::text"_s;
    const QString text = u"SELECT o."_s + c.name(u"id"_s) + u"::text, "_s + label + u" FROM "_s
        + c.name(m_match.schema, domain().ownerTable) + u" AS o WHERE strpos(lower("_s + label
        + u"), lower("_s + c.value(filter) + u"::text)) > 0 ORDER BY 2 LIMIT "_s
        + QString::number(kMostOwners);
    std::vector<Owner> owners;
    auto done = sql.stream(text, c.params(), [&](const db::Row &row) {
        owners.push_back({row.text(0), row.text(1)});
        return true;
    });
    if (!done)
        return done.error();
    return owners;
}

} // namespace gatehouse::keys
