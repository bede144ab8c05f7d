// A folder for a cluster of a test: as root the server's user must be able to pass through.
#pragma once

#include <QTemporaryDir>

#include <sys/stat.h>

class ClusterDir : public QTemporaryDir
{
public:
    ClusterDir() : QTemporaryDir(QStringLiteral("/tmp/gatehouse-test-XXXXXX"))
    {
        ::chmod(qPrintable(path()), 0711);
    }
};
