// The files of a project, read as text.
#pragma once

#include "versions/state.h"

namespace gatehouse::versions {

constexpr qint64 kLargestStep = 4 * 1024 * 1024; // a longer file is no step
constexpr int kMostFiles = 20'000;

// Names of the plain files of a folder, ordered; none when it cannot be read.
QStringList filesOf(const QString &folder, const QStringList &patterns);
// Empty with an issue when the file cannot be read or is too long.
QByteArray readStep(const QString &folder, const QString &name, std::vector<Issue> &issues);
// The first of these folders (relative) that is there; empty: none.
QString firstFolder(const QString &root, const QStringList &relative);

Issue note(const QString &text, const QString &where = {});
Issue warning(const QString &text, const QString &where = {});
Issue trouble(const QString &text, const QString &where = {});

// Parents before children, otherwise in the given order; says circles and parents that are not
// there. Sets `head`.
void arrange(std::vector<Revision> &revisions, std::vector<Issue> &issues);
// Each after the one before, by the order of the tool; says ids that are there twice.
void chain(std::vector<Revision> &revisions, bool (*less)(const QString &, const QString &),
    std::vector<Issue> &issues);

} // namespace gatehouse::versions
