#include "backup/load.h"

#include "backup/archive.h"
#include "backup/childlogin.h"
#include "backup/dumprun.h"
#include "backup/survey.h"
#include "backup/words.h"
#include "base/clock.h"
#include "base/follow.h"
#include "base/safetext.h"
#include "db/composer.h"
#include "db/transaction.h"
#include "proof/tablesum.h"

#include <QRegularExpression>

#include <algorithm>
#include <map>

namespace gatehouse::backup {
namespace {

constexpr qint64 kLargestSchema = 512LL * 1024 * 1024;
constexpr int kHangMs = 3600000; // an index of a large table is one long silence

Error loadFailed(const FollowedEnd &end)
{
    const QString words = wordsOf(end.err);
    static const QRegularExpression role(u"role \"(.+?)\" does not exist"_s);
    static const QRegularExpression extension(u"extension \"(.+?)\" is not available"_s);
    if (const auto match = role.match(words); match.hasMatch())
        return refused(
            Words::tr("The backup needs the role %1, which does not exist on this server. "
                      "Create it, or restore without owners and rights.")
                .arg(safeText(match.captured(1))),
            words);
    if (const auto match = extension.match(words); match.hasMatch())
        return refused(
            Words::tr("The backup needs the extension %1, which is not installed on this "
                      "server.")
                .arg(safeText(match.captured(1))),
            words);
    if (words.contains("No space left"_L1))
        return ioError(
            Words::tr("The disk of the server is full, so the backup was not restored."), words);
    return ioError(Words::tr("pg_restore failed, so the backup was not restored."), words);
}

using Name = std::pair<QString, QString>;

// Tables that are there with the same columns, so that their contents can be compared.
std::vector<const TableEntry *> comparable(
    const Manifest &manifest, const Survey &found, QStringList &findings)
{
    std::map<Name, const SurveyTable *> there;
    for (const SurveyTable &table : found.tables)
        there.insert({{table.schema, table.name}, &table});
    std::vector<const TableEntry *> fit;
    for (const TableEntry &entry : manifest.tables) {
        const QString name = safeText(db::Identifier(entry.schema, entry.name).quoted());
        const auto it = there.find({entry.schema, entry.name});
        if (it == there.end())
            findings.append(Words::tr("The table %1 is missing.").arg(name));
        else if (it->second->columns != entry.columns)
            findings.append(Words::tr("The table %1 has other columns.").arg(name));
        else if (entry.data)
            fit.push_back(&entry);
    }
    return fit;
}

void compareSequences(const Manifest &manifest, const Survey &found, QStringList &findings)
{
    std::map<Name, const SequenceEntry *> there;
    for (const SequenceEntry &one : found.sequences)
        there.insert({{one.schema, one.name}, &one});
    for (const SequenceEntry &entry : manifest.sequences) {
        const QString name = safeText(db::Identifier(entry.schema, entry.name).quoted());
        const auto it = there.find({entry.schema, entry.name});
        if (it == there.end())
            findings.append(Words::tr("The sequence %1 is missing.").arg(name));
        else if (entry.rising ? it->second->last < entry.last : it->second->last > entry.last)
            findings.append(Words::tr("The sequence %1 is at %2, behind %3.")
                                .arg(name)
                                .arg(it->second->last)
                                .arg(entry.last));
    }
}

Result<> compareContents(db::Sql &sql, const std::vector<const TableEntry *> &tables,
    const ReportProgress &report, QStringList &findings)
{
    qint64 done = 0;
    for (const TableEntry *entry : tables) {
        if (report)
            report({done++, qint64(tables.size()), Words::tr("Comparing contents"),
                safeText(entry->name)});
        auto sum = proof::tableSum(sql, {entry->schema, entry->name}, entry->columns);
        if (!sum)
            return sum.error();
        const QString name = safeText(db::Identifier(entry->schema, entry->name).quoted());
        if (sum.value().rows != entry->rows)
            findings.append(Words::tr("The table %1 has %2 rows instead of %3.")
                                .arg(name)
                                .arg(sum.value().rows)
                                .arg(entry->rows));
        else if (sum.value().sum != entry->sum)
            findings.append(
                Words::tr("The table %1 has as many rows as before, but other content.").arg(name));
    }
    return Done{};
}

Result<> compareLargeObjects(db::Sql &sql, const Manifest &manifest, QStringList &findings)
{
    if (!manifest.largeObjects)
        return Done{};
    const auto there = largeObjects(sql);
    if (!there)
        return there.error();
    const LargeObjects now = there.value().value_or(LargeObjects());
    if (now.count != manifest.largeObjects->count)
        findings.append(Words::tr("There are %1 large objects instead of %2.")
                            .arg(now.count)
                            .arg(manifest.largeObjects->count));
    else if (now.sum != manifest.largeObjects->sum)
        findings.append(Words::tr("The large objects are as many as before, but have other content."));
    return Done{};
}

// A restore fills them anew from their tables, so other rows mean that they were out of date.
Result<> compareViews(
    db::Sql &sql, const Manifest &manifest, QStringList &findings, QStringList *remarks)
{
    if (manifest.views.empty())
        return Done{};
    const auto there = materializedViews(sql);
    if (!there)
        return there.error();
    std::map<Name, const TableEntry *> now;
    for (const TableEntry &view : there.value())
        now.insert({{view.schema, view.name}, &view});
    for (const TableEntry &view : manifest.views) {
        const QString name = safeText(db::Identifier(view.schema, view.name).quoted());
        const auto it = now.find({view.schema, view.name});
        if (it == now.end())
            findings.append(Words::tr("The materialized view %1 is missing.").arg(name));
        else if (view.data && !it->second->data)
            findings.append(Words::tr("The materialized view %1 was not filled.").arg(name));
        else if (view.data && it->second->sum != view.sum && remarks)
            remarks->append(
                Words::tr("The materialized view %1 was out of date when it was backed up (%2 rows); "
                          "the restored one is fresh (%3 rows).")
                    .arg(name)
                    .arg(view.rows)
                    .arg(it->second->rows));
    }
    return Done{};
}

} // namespace

Result<Choice> toolsFor(const Manifest &manifest, const CancelToken &token)
{
    return chooseTools(findTools(token), versionOf(u"(PostgreSQL) "_s + manifest.tools).major);
}

Result<> checkArchive(const Found &backup)
{
    if (!backup.manifest || backup.manifest->format != "base"_L1)
        return Done{};
    return refused(
        Words::tr("This is a base backup of a whole server: its folder base is a data directory "
                  "that postgres starts from, and nothing that is restored into a database."));
}

Result<qint64> load(const Found &backup, const LoadPlan &plan, const CancelToken &token,
    const ReportProgress &report)
{
    const Manifest &manifest = *backup.manifest;
    auto tools = toolsFor(manifest, token);
    if (!tools)
        return tools.error();
    auto login = ChildLogin::make(plan.info, plan.password, u"gatehouse restore "_s + manifest.id);
    if (!login)
        return login.error();
    const auto archive = archiveOf(backup);
    if (!archive)
        return archive.error();
    QStringList arguments{u"--verbose"_s, u"--no-password"_s};
    if (!archive.value().sealed) // a pipe has one reader
        arguments << u"--jobs="_s + QString::number(plan.jobs);
    if (manifest.isWhole())
        arguments << u"--exit-on-error"_s;
    if (!plan.owners)
        arguments << u"--no-owner"_s << u"--no-acl"_s;
    if (!plan.role.isEmpty())
        arguments << u"--role="_s + plan.role;
    arguments << login.value().dbnameArgument();
    static const QRegularExpression begins(u"processing data for table \"?(.+?)\"?$"_s);
    Following following;
    qint64 seen = 0;
    following.onLine = [&](QByteArrayView line) {
        const auto match = begins.match(QString::fromUtf8(line));
        if (match.hasMatch() && report)
            report({seen++, qint64(manifest.tables.size()), Words::tr("Restoring"),
                safeText(match.captured(1))});
    };
    following.stallMs = kHangMs;
    following.workIsProgress = true;
    const qint64 began = Clock::system().monotonicMs();
    auto ended = runRestore(tools.value().tools, arguments, archive.value(), following, token);
    if (!ended)
        return ended.error();
    // "errors ignored on restore" is no success, except where parts are missing by choice.
    if (ended.value().exitCode != 0 && manifest.isWhole())
        return loadFailed(ended.value());
    return Clock::system().monotonicMs() - began;
}

Result<> createDatabase(
    db::Sql &sql, const QString &name, const Manifest &manifest, const QString &fallbackLocale)
{
    const QString head = u"CREATE DATABASE "_s + db::Identifier(name).quoted()
        + u" TEMPLATE template0 ENCODING "_s + db::literal(manifest.encoding);
    QString provider; // else that of template0 counts
    if (!manifest.locale.isLibc()) {
        const bool icu = manifest.locale.kind == QChar(u'i');
        provider = icu ? u" LOCALE_PROVIDER icu ICU_LOCALE "_s : u" LOCALE_PROVIDER builtin BUILTIN_LOCALE "_s;
        provider += db::literal(manifest.locale.name);
        if (!manifest.locale.rules.isEmpty())
            provider += u" ICU_RULES "_s + db::literal(manifest.locale.rules);
    } else if (sql.server().versionNum >= 150000) {
        provider = u" LOCALE_PROVIDER libc"_s;
    }
    const auto locale = [](const QString &collate, const QString &ctype) {
        return collate.isEmpty() ? QString()
                                 : u" LC_COLLATE "_s + db::literal(collate) + u" LC_CTYPE "_s
                + db::literal(ctype.isEmpty() ? collate : ctype);
    };
    auto made = sql.execute(db::Statement(head + provider + locale(manifest.collate, manifest.ctype)));
    if (!made && !fallbackLocale.isEmpty() && made.error().kind == Error::Kind::Sql)
        made = sql.execute(db::Statement(head + provider + locale(fallbackLocale, fallbackLocale)));
    if (!made && made.error().sqlState == "42809"_L1)
        return refused(Words::tr("The locale %1 of the backup is not known to this server, so the texts "
                                 "would be in another order. Install it there, and start the server "
                                 "anew.")
                           .arg(safeText(manifest.collate)),
            made.error().detail);
    if (!made)
        return made.error();
    return Done{};
}

Result<QStringList> compare(
    db::Sql &sql, const Found &backup, const ReportProgress &report, QStringList *remarks)
{
    const Manifest &manifest = *backup.manifest;
    auto transaction = db::Transaction::begin(sql, db::Transaction::Mode::Snapshot);
    if (!transaction)
        return transaction.error();
    auto found = survey(sql);
    if (!found)
        return found.error();
    if (auto begun = proof::beginSums(sql); !begun)
        return begun.error();
    QStringList findings;
    if (manifest.isWhole()) {
        auto lines = readPart(backup, QLatin1StringView(kSchema), kLargestSchema);
        if (!lines)
            return lines.error();
        auto items = schemaItems(sql);
        if (!items)
            return items.error();
        findings += schemaDifferences(readItems(lines.value()), items.value());
    }
    const auto tables = comparable(manifest, found.value(), findings);
    compareSequences(manifest, found.value(), findings);
    if (auto done = compareContents(sql, tables, report, findings); !done)
        return done.error();
    if (auto done = compareLargeObjects(sql, manifest, findings); !done)
        return done.error();
    if (auto done = compareViews(sql, manifest, findings, remarks); !done)
        return done.error();
    if (auto ended = std::move(transaction).value().commit(); !ended)
        return ended.error();
    return findings;
}

} // namespace gatehouse::backup
