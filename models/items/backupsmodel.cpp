#include "items/backupsmodel.h"
#include "items/jobsmodel.h"
#include "items/words.h"

#include <QLocale>

namespace gatehouse::items {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr Qt::Alignment kRight = Qt::AlignRight | Qt::AlignVCenter;
constexpr Qt::Alignment kLeft = Qt::AlignLeft | Qt::AlignVCenter;

QVariant proofExtra(const BackupRow &row, int role)
{
    switch (role) {
    case BadgeRole:
        return badgeOf(row);
    case SeverityRole:
        return QVariant::fromValue(severityOf(row));
    default:
        return {};
    }
}

QVariant strong(const BackupRow &, int role)
{
    return role == StrongRole ? QVariant(true) : QVariant();
}

QString restoreText(const BackupRow &row)
{
    return row.restoreMs < 0
        ? QString()
        : Words::tr("%1 s").arg(QLocale().toString(double(row.restoreMs) / 1000, 'f', 1));
}

} // namespace

QString bytesText(qint64 bytes) { return QLocale().formattedDataSize(bytes, 1); }

QString agoText(const QDateTime &at, const QDateTime &now)
{
    return at.isValid() ? durationText(std::max<qint64>(0, at.secsTo(now)) / 60 * 60) : QString();
}

BackupRow toBackupRow(const backup::Found &found, const QDateTime &now)
{
    BackupRow row;
    row.name = found.name;
    row.path = found.path;
    row.trouble = found.trouble;
    row.failure = found.lastFailure();
    row.proven = found.proven();
    row.provenAt = found.provenAt();
    row.proofAge = agoText(row.provenAt, now);
    if (const auto drill = found.lastDrill(); drill && drill->good)
        row.restoreMs = drill->restoreMs;
    if (!found.manifest)
        return row;
    const backup::Manifest &m = *found.manifest;
    row.database = m.database;
    row.server = m.server;
    row.format = m.format;
    row.created = m.created;
    row.age = agoText(row.created, now);
    row.bytes = m.bytes();
    row.rows = m.rows();
    row.tables = int(m.tables.size());
    row.whole = m.isWhole();
    return row;
}

QString badgeOf(const BackupRow &row)
{
    if (!row.trouble.isEmpty())
        return Words::tr("unreadable");
    if (!row.failure.isEmpty())
        return Words::tr("damaged");
    switch (row.proven) {
    case backup::Level::Drill:
        return Words::tr("drilled");
    case backup::Level::Read:
        return Words::tr("read back");
    case backup::Level::Hash:
        return Words::tr("checksums");
    case backup::Level::None:
        break;
    }
    return Words::tr("not proven");
}

Severity severityOf(const BackupRow &row)
{
    if (!row.trouble.isEmpty() || !row.failure.isEmpty())
        return Severity::Bad;
    switch (row.proven) {
    case backup::Level::Drill:
        return Severity::Good;
    case backup::Level::Read:
        return Severity::Info;
    default:
        return Severity::Warn;
    }
}

std::unique_ptr<BackupsModel> makeBackupsModel(QObject *parent)
{
    const auto created = [](const BackupRow &row) {
        return row.created.isValid()
            ? QLocale().toString(row.created.toUTC(), u"yyyy-MM-dd HH:mm"_s)
            : QString();
    };
    BackupsModel::Columns columns{
        {u"created"_s, Words::tr("Made (UTC)"), created,
            [](const BackupRow &row) { return QVariant(row.created); }, kLeft, strong},
        {u"database"_s, Words::tr("Database"), [](const BackupRow &row) { return row.database; }},
        {u"size"_s, Words::tr("Size"), [](const BackupRow &row) { return bytesText(row.bytes); },
            [](const BackupRow &row) { return QVariant(row.bytes); }, kRight},
        {u"rows"_s, Words::tr("Rows"),
            [](const BackupRow &row) { return QLocale().toString(row.rows); },
            [](const BackupRow &row) { return QVariant(row.rows); }, kRight},
        {u"proof"_s, Words::tr("Proof"), badgeOf,
            [](const BackupRow &row) { return QVariant(int(row.proven)); }, kLeft, proofExtra},
        {u"proofAge"_s, Words::tr("Proof is"), [](const BackupRow &row) { return row.proofAge; },
            [](const BackupRow &row) { return QVariant(row.provenAt); }, kRight, {},
            Words::tr("How long ago the best check was held")},
        {u"restore"_s, Words::tr("Restore took"), restoreText,
            [](const BackupRow &row) { return QVariant(row.restoreMs); }, kRight, {},
            Words::tr("Measured in the newest drill")},
        {u"age"_s, Words::tr("Age"), [](const BackupRow &row) { return row.age; },
            [](const BackupRow &row) { return QVariant(row.created); }, kRight},
    };
    return std::make_unique<BackupsModel>(
        std::move(columns), [](const BackupRow &row) { return row.name; }, parent);
}

} // namespace gatehouse::items
