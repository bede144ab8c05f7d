#include "base/redact.h"
#include "db/composer.h"
#include "keys/changes.h"
#include "keys/words.h"
#include "systems/defaults.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

#include <array>

namespace gatehouse::keys {

namespace {

// Columns of an INSERT and what goes in, in order.
struct Values
{
    QStringList columns, expressions;
    bool holds(const QString &column) const { return columns.contains(column); }
    void add(const QString &column, const QString &expression)
    {
        columns.append(column);
        expressions.append(expression);
    }
};

} // namespace

Secret Keys::generate() const
{
    const systems::KeyFormat &format = domain().format;
    std::array<quint32, 64> words{};
    const int bytes = std::clamp(format.randomBytes, 16, int(sizeof words));
    QRandomGenerator::system()->generate(words.begin(), words.end());
    const QByteArray random(reinterpret_cast<const char *>(words.data()), bytes);
    words.fill(0);
    const QByteArray text = format.encoding == "hex"_L1
        ? random.toHex()
        : random.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    QByteArray key = format.prefix.toUtf8();
    key += text;
    return Secret(std::move(key));
}

QString Keys::stored(const Secret &secret) const
{
    if (domain().format.hash == "sha256-hex"_L1)
        return QString::fromLatin1(
            QCryptographicHash::hash(secret.view(), QCryptographicHash::Sha256).toHex());
    return secret.text();
}

Result<Keys::Change> Keys::begin(db::Sql &sql) const
{
    auto transaction = db::Transaction::begin(sql);
    if (!transaction)
        return transaction.error();
    // A second administrator's open transaction must not hang this one.
    if (auto done = sql.execute(u"SET LOCAL lock_timeout = '3s'"_s); !done)
        return done.error();
    auto recorder = trail::Recorder::open(sql, m_policy, m_actor);
    if (!recorder)
        return recorder.error();
    return Change{std::move(transaction).value(), std::move(recorder).value()};
}

Result<QString> Keys::insert(db::Sql &sql, const Draft &draft, const Secret &secret) const
{
    const auto &keys = domain();
    Composer c;
    Values values;
    const auto give = [&](const QString &column, const std::optional<QString> &text) {
        if (has(column) && text)
            values.add(column, c.value(*text));
    };
    const auto unlessEmpty = [](const QString &text) {
        return text.trimmed().isEmpty() ? std::nullopt : std::optional(text);
    };
    give(secretColumn(), stored(secret));
    give(keys.name, draft.name);
    give(keys.role, unlessEmpty(draft.role));
    give(keys.owner, unlessEmpty(draft.ownerId));
    give(keys.limit, draft.limit ? std::optional(QString::number(*draft.limit)) : std::nullopt);
    give(keys.limits, unlessEmpty(draft.limits));
    give(keys.permissions, unlessEmpty(draft.permissions));
    if (has(keys.expiresAt) && draft.expires)
        values.add(keys.expiresAt, expiry(c, draft.expires));
    for (const systems::Default &one : keys.defaults) {
        if (has(one.column) && !values.holds(one.column))
            values.add(one.column, systems::printDefault(one.value, c, m_zone));
    }
    for (const QString &column : {keys.createdAt, keys.updatedAt}) {
        if (has(column) && !values.holds(column) && !m_table.column(column)->hasDefault)
            values.add(column, nowSql(c));
    }
    for (const systems::ColumnFacts &column : m_table.columns) {
        if (column.notNull && !column.hasDefault && !values.holds(column.name)) {
            return refused(
                Words::tr("The column %1 of %2 must not be empty and has no default, and the "
                          "description of this back end does not say what belongs there. Add "
                          "it to the description first.")
                    .arg(column.name, keys.table));
        }
    }
    QStringList names;
    for (const QString &column : values.columns)
        names.append(c.name(column));
    return sql.fetchOne<QString>(u"INSERT INTO "_s + c.name(m_match.schema, keys.table) + u" ("_s
            + names.join(u", "_s) + u") VALUES ("_s + values.expressions.join(u", "_s)
            + u") RETURNING "_s + c.name(keys.id) + u"::text"_s,
        c.params());
}

Result<Created> Keys::create(db::Sql &sql, const Draft &draft) const
{
    const auto secret = std::make_shared<const Secret>(generate());
    auto created = adopt(sql, {Adoption{draft, secret}});
    if (!created)
        return created.error();
    return std::move(std::move(created).value().front());
}

Result<std::vector<Created>> Keys::adopt(db::Sql &sql, const std::vector<Adoption> &adoptions) const
{
    auto change = begin(sql);
    if (!change)
        return change.error();
    std::vector<std::pair<Created, trail::Entry>> made;
    for (const Adoption &one : adoptions) {
        addSecret(one.secret->text()); // the server's words about a conflict quote it
        auto id = insert(sql, one.draft, *one.secret);
        if (!id)
            return explained(id.error(), one.draft);
        auto key = again(sql, id.value(), false);
        if (!key)
            return key.error();
        trail::Entry entry = entryFor(u"create"_s, u"INSERT"_s, key.value());
        entry.after = summary(key.value());
        Created created{id.value(), one.draft.name, maskKey(one.secret->text()),
            fingerprint(one.secret->text()), one.secret};
        made.emplace_back(std::move(created), std::move(entry));
    }
    std::vector<Created> all;
    for (auto &[created, entry] : made) {
        auto recorded = change.value().recorder.write(sql, entry);
        if (!recorded)
            return recorded.error();
        created.recorded = recorded.value();
        all.push_back(std::move(created));
    }
    const QString name = adoptions.empty() ? QString() : adoptions.front().draft.name;
    if (auto done = committed(std::move(std::move(change).value().transaction), name); !done)
        return done.error();
    return all;
}

Error Keys::explained(Error error, const Draft &draft) const
{
    if (error.sqlState != "23505"_L1)
        return error;
    const auto hit = std::find_if(
        m_table.indexes.begin(), m_table.indexes.end(), [&](const systems::IndexFacts &index) {
            return error.detail.contains(u'"' + index.name + u'"');
        });
    if (hit == m_table.indexes.end())
        return error;
    if (hit->columns == QStringList{domain().name})
        error.text =
            Words::tr("A key named %1 exists already. Nothing was changed; choose another name.")
                .arg(draft.name);
    else if (hit->columns == QStringList{secretColumn()})
        error.text =
            Words::tr("This key is stored already, under another name. Nothing was changed.");
    else if (hit->columns == QStringList{domain().id})
        error.text =
            Words::tr("The next id of %1 is taken: its sequence lags behind, as after an import "
                      "that kept ids. Set the sequence past the largest id, then try again.")
                .arg(domain().table);
    return error;
}

} // namespace gatehouse::keys
