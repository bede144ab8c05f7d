// How far a migration's copying is, as a list of its tables.
#pragma once

#include "items/tablemodel.h"
#include "migration/ledger.h"

#include <map>
#include <memory>

namespace gatehouse::items {

struct CopyRow
{
    QString from, to, state;
    Severity severity = Severity::None;
    qint64 found = 0; // rows of the source; 0: not known
    qint64 read = 0, loaded = 0, aside = 0;
    qint64 perSecond = 0, secondsLeft = 0; // 0: not known
    bool operator==(const CopyRow &) const = default;
};

// Pace from looks at the same run, one after the other. Not thread-safe.
class CopyPace
{
public:
    // `found`: rows of the source by table. `now` in ms, of any clock that goes on.
    std::vector<CopyRow> look(
        const migration::Run &run, const std::map<QString, qint64> &found, qint64 now);

private:
    struct Begin
    {
        qint64 read = 0, at = 0, perSecond = 0;
    };
    qint64 m_run = 0;
    std::map<int, Begin> m_begins;
};

using CopyModel = TableModel<CopyRow>;
std::unique_ptr<CopyModel> makeCopyModel(QObject *parent);

} // namespace gatehouse::items
