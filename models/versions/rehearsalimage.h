// What a rehearsal compares: a schema's layout and the content of its tables; not for others.
#pragma once

#include "catalog/diff.h"
#include "proof/tablesum.h"
#include "versions/rehearsal.h"

#include <map>

namespace gatehouse::versions {

// How layouts are compared. `lenient`: a half-applied step is finished, so the copy began with a
// part of it, and what undoing leaves cannot be the same.
struct Comparison
{
    QString when; // before each sentence
    QStringList own{};
    bool lenient = false;
};

struct Image
{
    catalog::Catalog layout;
    std::map<QString, proof::TableSum> sums; // over the columns that `first` has, too
    qint64 rows = 0;
};
// Session's thread. Without `first` over all columns.
Result<Image> image(db::Sql &sql, const QString &schema, const catalog::Catalog *first);

// Sentences. A table whose columns are not all there any more is compared by its rows alone.
QStringList contentDifferences(const Image &before, const Image &after);
// What matters becomes a finding, what does not a note. An index of `own` that is missing is a note:
// the steps found some of their indexes in place, and undoing drops those too.
void compareLayouts(
    const Image &expected, const Image &found, const Comparison &how, Rehearsal &into);

} // namespace gatehouse::versions
