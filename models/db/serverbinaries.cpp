#include "db/cluster.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace gatehouse::db {

bool isServerFolder(const QString &dir)
{
    return QFileInfo(dir + "/postgres"_L1).isExecutable()
        && QFileInfo(dir + "/initdb"_L1).isExecutable();
}

QStringList findServerBinaries()
{
    QStringList found;
    const QString own = qEnvironmentVariable("GATEHOUSE_PG_BIN");
    if (!own.isEmpty())
        found << own;
    QStringList majors =
        QDir(u"/usr/lib/postgresql"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    std::sort(majors.begin(), majors.end(),
        [](const QString &a, const QString &b) { return a.toDouble() > b.toDouble(); });
    for (const QString &major : majors)
        found << u"/usr/lib/postgresql/%1/bin"_s.arg(major);
    found += qEnvironmentVariable("PATH").split(QDir::listSeparator(), Qt::SkipEmptyParts);
    found.removeIf([](const QString &dir) { return !isServerFolder(dir); });
    found.removeDuplicates();
    return found;
}

} // namespace gatehouse::db
