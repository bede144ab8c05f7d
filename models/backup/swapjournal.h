// Restores under way and done, one file each in stateDir()/restores: what makes a crash in the
// middle repairable, and an undo possible (B4).
#pragma once

#include "base/result.h"

#include <QDateTime>
#include <QStringList>

#include <vector>

namespace gatehouse::backup {

struct Swap
{
    // Building: the live database was not touched. Swapping, Undoing: names may have
    // changed. Done: the old one waits under `before`. Undone: the restored one
    // waits there.
    enum class State { Building, Swapping, Done, Undoing, Undone };
    QString id;
    State state = State::Building;
    QString server;         // its system identifier, or its address where that may not be asked
    QString live, fresh;    // the name that matters, and the copy while it is made
    QString before;         // the old one afterwards; empty: there was none
    QString backup, safety; // paths
    QDateTime at;
    qint64 pid = 0; // of the program at work
    QStringList standIns{}; // roles that exist for the building only; see roles.h
    bool canUndo() const { return state == State::Done && !before.isEmpty(); }
};

QString journalFolder();
Result<> writeSwap(const Swap &swap); // for good, before the next step
std::vector<Swap> readSwaps();        // newest first
void forgetSwap(const Swap &swap);

// While it lives, nobody takes this restore for one that was interrupted.
class AtWork
{
public:
    explicit AtWork(const QString &id);
    ~AtWork();
    AtWork(const AtWork &) = delete;
    AtWork &operator=(const AtWork &) = delete;

private:
    QString m_id;
};
bool isAtWork(const Swap &swap); // here, or in another program that lives

} // namespace gatehouse::backup
