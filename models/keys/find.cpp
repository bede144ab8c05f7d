#include "keys/find.h"

#include "base/redact.h"
#include "db/composer.h"
#include "keys/words.h"

#include <QCryptographicHash>

#include <algorithm>

namespace gatehouse::keys {

namespace {

struct Column
{
    QString schema, table, kind, name;
    bool escaped = false, readable = false, filtered = false;
    static Column fromRow(const db::Row &row)
    {
        return {row.text(0), row.text(1), row.text(2), row.text(3), row.get<bool>(4),
            row.get<bool>(5), row.get<bool>(6)};
    }
    QString tableName() const { return schema + u'.' + table; }
};

// A text to be found by its hash; nothing in it tells the text.
struct Needle
{
    QByteArray hash;
    int bytes = 0;
    QString run;    // regular expression of what the text is made of
    QString prefix; // public: the service's own, when the text begins with it
};

Needle needle(const QString &text, const systems::KeyFormat &format)
{
    Needle made;
    const QByteArray utf8 = text.toUtf8();
    made.hash = QCryptographicHash::hash(utf8, QCryptographicHash::Sha256);
    made.bytes = int(utf8.size());
    QString others;
    for (QChar c : text) {
        const bool word = c.unicode() < 128 && (c.isLetterOrNumber() || c == u'_' || c == u'-');
        const QString escaped = u"\\u%1"_s.arg(c.unicode(), 4, 16, QChar(u'0'));
        if (!word && !others.contains(escaped))
            others += escaped;
    }
    made.run = u"([A-Za-z0-9_"_s + others + u"-]+)"_s;
    for (const QString &prefix : QStringList{format.prefix} + format.olderPrefixes) {
        if (prefix.size() > made.prefix.size() && text.startsWith(prefix)
            && prefix.size() < text.size())
            made.prefix = prefix;
    }
    return made;
}

QString escapedAsJson(const QString &text)
{
    QString escaped;
    for (QChar c : text)
        escaped += c == u'"' || c == u'\\' ? QString(u'\\') + c : QString(c);
    return escaped;
}

// 0: not here, 1: it is the value, 2: it is within, 3: too large to be searched.
QString verdict(Composer &c, const QString &column, const Needle &wanted)
{
    const QString value = column + u"::text"_s;
    const QString hash = c.value(db::toParam(db::Bytes{wanted.hash})) + u"::bytea"_s;
    const QString size = QString::number(wanted.bytes);
    const QString encoding = u", getdatabaseencoding())"_s;
    QString text = u"CASE WHEN "_s + column + u" IS NULL THEN 0 WHEN pg_column_size("_s + column
        + u") > "_s + QString::number(kMostSearchedBytes) + u" THEN 3 WHEN octet_length("_s + value
        + u") < "_s + size + u" THEN 0 WHEN octet_length("_s + value + u") = "_s + size
        + u" THEN CASE WHEN sha256(convert_to("_s + value + encoding + u") = "_s + hash
        + u" THEN 1 ELSE 0 END WHEN octet_length("_s + value + u") > "_s
        + QString::number(kMostSearchedBytes) + u" THEN 3"_s;
    if (!wanted.prefix.isEmpty())
        text +=
            u" WHEN strpos("_s + value + u", "_s + c.value(wanted.prefix) + u"::text) = 0 THEN 0"_s;
    // Each run of such characters, byte by byte: the text cannot lie across the end of one.
    return text + u" WHEN EXISTS (SELECT FROM regexp_matches("_s + value + u", "_s
        + c.value(wanted.run) + u"::text, 'g') AS r (run) CROSS JOIN LATERAL (SELECT "_s
        + u"convert_to(r.run[1]"_s + encoding + u" AS b) AS s CROSS JOIN LATERAL "_s
        + u"generate_series(1, length(s.b) - "_s + size + u" + 1) AS p WHERE sha256(substring("_s
        + u"s.b FROM p FOR "_s + size + u")) = "_s + hash + u") THEN 2 ELSE 0 END"_s;
}

// One scan for all columns of a table.
QString searchSql(
    Composer &c, const std::vector<Column> &columns, const Needle &plain, const Needle &escaped)
{
    QStringList verdicts, counts;
    for (size_t i = 0; i < columns.size(); ++i) {
        const QString name = u"v"_s + QString::number(i);
        verdicts.append(
            verdict(c, u"t."_s + c.name(columns[i].name), columns[i].escaped ? escaped : plain)
            + u" AS "_s + name);
        for (int kind = 1; kind <= 3; ++kind)
            counts.append(
                u"count(*) FILTER (WHERE "_s + name + u" = "_s + QString::number(kind) + u')');
    }
    const Column &first = columns.front();
    return u"SELECT "_s + counts.join(u", "_s) + u" FROM (SELECT "_s + verdicts.join(u", "_s)
        + u" FROM "_s + (first.kind == "r"_L1 ? u"ONLY "_s : QString())
        + c.name(first.schema, first.table) + u" AS t) AS looked"_s;
}

class Search
{
public:
    Search(db::Sql &sql, const Keys &engine, const Secret &secret, const ReportProgress &report)
        : m_sql(sql),
          m_engine(engine),
          m_report(report),
          m_plain(needle(secret.text(), engine.domain().format)),
          m_escaped(needle(escapedAsJson(secret.text()), engine.domain().format))
    {
        m_found.masked = maskKey(secret.text());
        m_found.fingerprint = fingerprint(secret.text());
    }

    Result<Found> run()
    {
        if (auto done = findOwner(); !done)
            return done.error();
        auto columns = m_sql.fetch<Column>("keys/text_columns"_L1);
        if (!columns)
            return columns.error();
        std::vector<std::vector<Column>> tables = sorted(std::move(columns).value());
        for (const std::vector<Column> &table : tables) {
            if (m_report)
                m_report({m_found.tables, qint64(tables.size()), Words::tr("Searching the tables"),
                    table.front().tableName()});
            if (auto done = searchTable(table); !done)
                return done.error();
        }
        return std::move(m_found);
    }

private:
    Result<> findOwner();
    Result<> searchTable(const std::vector<Column> &table);
    std::vector<std::vector<Column>> sorted(std::vector<Column> columns);
    void skip(const QString &where, const QString &why)
    {
        m_found.unsearched.push_back({where, why});
    }

    db::Sql &m_sql;
    const Keys &m_engine;
    const ReportProgress &m_report;
    Needle m_plain, m_escaped;
    Found m_found;
};

Result<> Search::findOwner()
{
    auto listed = m_engine.list(m_sql);
    if (!listed)
        return listed.error();
    Composer c;
    const QString column = u"k."_s + c.name(m_engine.secretColumn());
    const systems::KeysDomain &domain = m_engine.domain();
    const QString own = domain.format.hash.isEmpty()
        ? u"encode(sha256(convert_to("_s + column + u"::text, getdatabaseencoding())), 'hex')"_s
        : u"lower("_s + column + u"::text)"_s;
    const QString text = u"SELECT k."_s + c.name(domain.id) + u"::text FROM "_s
        + c.name(m_engine.match().schema, domain.table) + u" AS k WHERE "_s + own + u" = "_s
        + c.value(QString::fromLatin1(m_plain.hash.toHex()));
    if (!domain.format.hash.isEmpty() && domain.format.hash != "sha256-hex"_L1) {
        m_found.ownerTrouble = Words::tr("This back end hashes its keys in a way that is not known "
                                         "here, so the owner cannot be told.");
    } else if (auto ids = m_sql.fetch<QString>(text, c.params()); ids) {
        for (const Key &key : listed.value()) {
            if (std::find(ids.value().begin(), ids.value().end(), key.id) != ids.value().end())
                m_found.keys.push_back(key);
        }
    } else if (ids.error().kind != Error::Kind::Sql) {
        return ids.error();
    } else {
        m_found.ownerTrouble = Words::tr("This database user may not compare the keys.");
    }
    m_found.sql.append(text);
    if (!m_found.keys.empty() && m_engine.abilities().usage.isEmpty()) {
        if (auto used = m_engine.withUsage(m_sql, m_found.keys); used)
            m_found.keys = std::move(used).value();
    }
    auto past = trail::past(m_sql, u"key"_s, {}, {{u"fingerprint"_s, m_found.fingerprint}});
    if (past)
        m_found.past = std::move(past).value();
    return Done{};
}

// By table; what cannot be searched is named and left out.
std::vector<std::vector<Column>> Search::sorted(std::vector<Column> columns)
{
    std::vector<std::vector<Column>> tables;
    QString filtered;
    for (Column &column : columns) {
        if (column.kind == "f"_L1) {
            skip(column.tableName() + u'.' + column.name, Words::tr("it lies on another server"));
            continue;
        }
        if (!column.readable) {
            skip(column.tableName() + u'.' + column.name,
                Words::tr("this database user may not read it"));
            continue;
        }
        if (column.filtered && filtered != column.tableName()) {
            filtered = column.tableName();
            skip(filtered, Words::tr("rows that its policies hide were not searched"));
        }
        if (tables.empty() || tables.back().front().tableName() != column.tableName())
            tables.emplace_back();
        tables.back().push_back(std::move(column));
    }
    return tables;
}

Result<> Search::searchTable(const std::vector<Column> &table)
{
    Composer c;
    const QString text = searchSql(c, table, m_plain, m_escaped);
    const bool guarded = m_sql.inTransaction(); // behind a pooler all is one transaction
    if (guarded) {
        if (auto saved = m_sql.execute(u"SAVEPOINT find"_s); !saved)
            return saved.error();
    }
    auto done = m_sql.stream(text, c.params(), [&](const db::Row &row) {
        for (size_t i = 0; i < table.size(); ++i) {
            const int at = int(i) * 3;
            const Place place{table[i].schema, table[i].table, table[i].name, row.get<qint64>(at),
                row.get<qint64>(at + 1)};
            if (place.whole + place.inside > 0)
                m_found.places.push_back(place);
            if (const qint64 large = row.get<qint64>(at + 2); large > 0)
                skip(place.name(),
                    Words::tr(
                        "%Ln value(s) over 64 MB", nullptr, int(std::min<qint64>(large, 1 << 30))));
        }
        return true;
    });
    if (m_found.tables == 0)
        m_found.sql.append(text);
    ++m_found.tables;
    if (done) {
        m_found.columns += int(table.size());
        return Done{};
    }
    if (done.error().kind != Error::Kind::Sql)
        return done.error();
    skip(table.front().tableName(), done.error().text);
    if (guarded) {
        if (auto back = m_sql.execute(u"ROLLBACK TO SAVEPOINT find"_s); !back)
            return back.error();
    }
    return Done{};
}

} // namespace

Result<std::shared_ptr<const Secret>> needleOf(const Secret &typed)
{
    const QString text = typed.text().trimmed();
    const qsizetype bytes = text.toUtf8().size();
    if (text.isEmpty())
        return invalid(Words::tr("Paste the key first."));
    if (bytes < kShortestNeedle || bytes > kLongestNeedle)
        return invalid(Words::tr("A key has %1 to %2 characters; this text has %3.")
                           .arg(kShortestNeedle)
                           .arg(kLongestNeedle)
                           .arg(bytes));
    for (QChar c : text) {
        if (c.category() == QChar::Other_Control)
            return invalid(Words::tr("The text has several lines or control characters. Paste the "
                                     "key alone."));
        if (c.unicode() > 126) // in other encodings it would have other bytes
            return invalid(Words::tr("The text holds characters that no key has. Paste the key "
                                     "alone."));
    }
    return std::make_shared<const Secret>(text);
}

Result<Found> findSecret(db::Sql &sql, const Keys &engine,
    const std::shared_ptr<const Secret> &secret, const ReportProgress &report)
{
    addSecret(secret->text());
    sql.setStatementTimeout(0); // tables may be long; the caller's token stops it
    return Search(sql, engine, *secret, report).run();
}

} // namespace gatehouse::keys
