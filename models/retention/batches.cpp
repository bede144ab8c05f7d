#include "retention/batches.h"

#include "retention/words.h"

#include <QJsonDocument>

namespace gatehouse::retention {

namespace {

constexpr qsizetype kMostLineBytes = 1 << 20;

QString keyList(const Rule &rule, const db::Composer &sql, const QString &cast = {})
{
    QStringList parts;
    for (const QString &column : rule.key)
        parts << u"t."_s + sql.name(column) + cast;
    return parts.join(u", "_s);
}

class TableFeed : public Feed
{
public:
    TableFeed(db::Sql &sql, const Preview &preview) : m_sql(sql), m_preview(preview) { }

    Result<Batch> next(qint64 most) override
    {
        const Rule &rule = m_preview.rule;
        db::Composer text;
        QString where = printOld(rule, m_preview.cut, text);
        if (!m_after.isEmpty()) {
            QStringList values;
            for (qsizetype i = 0; i < m_after.size(); ++i)
                values << text.value(m_after[i]) + u"::"_s + rule.keyTypes[i];
            where += u" AND ("_s + keyList(rule, text) + u") > ("_s + values.join(u", "_s) + u')';
        }
        Batch batch;
        batch.keys.resize(size_t(rule.key.size()));
        auto read = m_sql.stream(u"SELECT "_s + keyList(rule, text, u"::text"_s) + u" FROM "_s
                + rule.name().quoted() + u" AS t WHERE "_s + where + u" ORDER BY "_s
                + keyList(rule, text) + u" LIMIT "_s + QString::number(most),
            text.params(), [&batch](const db::Row &row) {
                for (size_t i = 0; i < batch.keys.size(); ++i)
                    batch.keys[i] << row.text(int(i));
                return true;
            });
        if (!read)
            return read.error();
        if (batch.size() > 0) {
            m_after.clear();
            for (const QStringList &column : batch.keys)
                m_after << column.last();
        }
        return batch;
    }
    Result<> again() override
    {
        m_after.clear();
        return Done{};
    }

private:
    db::Sql &m_sql;
    const Preview &m_preview;
    QStringList m_after;
};

class ArchiveFeed : public Feed
{
public:
    explicit ArchiveFeed(QString path) : m_path(std::move(path)) { }

    Result<> again() override
    {
        auto lines = GzipLines::open(m_path);
        if (!lines)
            return lines.error();
        m_lines = std::move(lines).value();
        return Done{};
    }
    Result<Batch> next(qint64 most) override
    {
        Batch batch;
        for (qsizetype bytes = 0; batch.lines.size() < most && bytes < kMostLineBytes;) {
            const auto line = m_lines->next();
            if (!line)
                return line.error();
            if (!line.value())
                break;
            bytes += line.value()->size();
            batch.lines << QString::fromUtf8(*line.value());
        }
        return batch;
    }

private:
    QString m_path;
    std::unique_ptr<GzipLines> m_lines;
};

// The rows of the batch, joined by their key: "k JOIN t ON ..."
QString printBatch(const Rule &rule, const Batch &batch, db::Composer &sql)
{
    QStringList on;
    if (batch.keys.empty()) {
        const QString lines = sql.value(db::toParam(batch.lines));
        for (qsizetype i = 0; i < rule.key.size(); ++i)
            on << u"t."_s + sql.name(rule.key[i]) + u" = (k.line::json->>"_s
                    + sql.value(rule.key[i]) + u"::text)::"_s + rule.keyTypes[i];
        return u"unnest("_s + lines + u"::text[]) AS k (line) JOIN "_s + rule.name().quoted()
            + u" AS t ON "_s + on.join(u" AND "_s);
    }
    QStringList arrays, names;
    for (size_t i = 0; i < batch.keys.size(); ++i) {
        arrays << sql.value(db::toParam(batch.keys[i])) + u"::text[]"_s;
        names << u"c"_s + QString::number(i);
        on << u"t."_s + sql.name(rule.key[qsizetype(i)]) + u" = k."_s + names.last() + u"::"_s
                + rule.keyTypes[qsizetype(i)];
    }
    return u"unnest("_s + arrays.join(u", "_s) + u") AS k ("_s + names.join(u", "_s) + u") JOIN "_s
        + rule.name().quoted() + u" AS t ON "_s + on.join(u" AND "_s);
}

QString printChange(const Rule &rule, db::Composer &sql)
{
    const QString table = rule.name().quoted();
    if (!rule.choice.soft)
        return u"DELETE FROM "_s + table + u" AS t USING locked"_s;
    QString text = u"UPDATE "_s + table + u" AS t SET "_s + sql.name(rule.softFlag) + u" = true"_s;
    if (!rule.softTime.isEmpty())
        text += u", "_s + sql.name(rule.softTime) + u" = now()"_s
            + (rule.softZoned ? QString()
                              : u" AT TIME ZONE "_s + sql.value(rule.zone) + u"::text"_s);
    return text + u" FROM locked"_s;
}

} // namespace

QString Batch::first() const
{
    QStringList parts;
    for (const QStringList &column : keys)
        parts << column.value(0);
    return parts.join(u", "_s);
}

QString Batch::last() const
{
    QStringList parts;
    for (const QStringList &column : keys)
        parts << column.value(column.size() - 1);
    return parts.join(u", "_s);
}

std::unique_ptr<Feed> tableFeed(db::Sql &sql, const Preview &preview)
{
    return std::make_unique<TableFeed>(sql, preview);
}

Result<std::unique_ptr<Feed>> archiveFeed(const Preview &, const QString &path)
{
    auto feed = std::make_unique<ArchiveFeed>(path);
    if (auto open = feed->again(); !open)
        return open.error();
    return std::unique_ptr<Feed>(std::move(feed));
}

Result<qint64> takeBatch(db::Sql &sql, const Preview &preview, const Batch &batch)
{
    const Rule &rule = preview.rule;
    if (auto set = sql.execute("retention/batch"_L1); !set)
        return set.error();
    if (!batch.lines.isEmpty())
        if (auto set = beginLines(sql); !set)
            return set.error();
    db::Composer text;
    const QString rows = printBatch(rule, batch, text);
    QString where = printOld(rule, preview.cut, text);
    if (!batch.lines.isEmpty())
        where += u" AND "_s + printLine() + u" = k.line"_s;
    QStringList on;
    for (const QString &column : rule.key)
        on << u"t."_s + text.name(column) + u" = locked."_s + text.name(column);
    return sql.execute(u"WITH locked AS MATERIALIZED (SELECT "_s + keyList(rule, text) + u" FROM "_s
            + rows + u" WHERE "_s + where + u" FOR UPDATE OF t SKIP LOCKED) "_s
            + printChange(rule, text) + u" WHERE "_s + on.join(u" AND "_s),
        text.params());
}

} // namespace gatehouse::retention
