// What the dialogs of the API keys page share.
#pragma once

#include "base/deliver.h"
#include "keys/keys.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/environmentdialog.h"
#include "ui/workspace.h"

namespace gatehouse::ui {

// A copy for each dialog: the keys as they were when it opened. Window's thread.
struct KeysContext
{
    Workspace *workspace = nullptr;
    ChangeGate *gate = nullptr;
    keys::Keys engine;
    std::vector<keys::Key> known;

    // f: Result<X>(db::Sql &, const keys::Keys &) in the interactive session; the engine records as
    // the gate says at this moment.
    template <typename F, typename Then>
    void ask(QObject *guard, F f, Then then) const
    {
        keys::Keys recording = engine;
        recording.recordAs(gate->policy(), gate->actor());
        deliver(workspace->link().interactive().run(
                    [f = std::move(f), recording = std::move(recording)](
                        db::Sql &sql) { return f(sql, recording); }),
            guard, std::move(then));
    }
};

} // namespace gatehouse::ui
