// A folder for a cluster of a test: as root the server's user must be able to pass through.
#pragma once

#include <QDir>
#include <QTemporaryDir>

#include <sys/stat.h>

class ClusterDir : public QTemporaryDir
{
public:
    ClusterDir() : QTemporaryDir(QDir::tempPath() + QStringLiteral("/gatehouse-test-XXXXXX"))
    {
        ::chmod(qPrintable(path()), 0711);
    }
};
