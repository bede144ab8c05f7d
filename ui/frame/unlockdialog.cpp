#include "ui/frame/unlockdialog.h"

#include "base/safetext.h"
#include "ui/widgets/confirmdialog.h"
#include "ui/words.h"

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

QDialog *makeUnlockDialog(const db::Profile &profile, QWidget *parent)
{
    Confirmation ask;
    ask.question = Words::tr("Allow changes in %1?").arg(safeText(profile.name, 60));
    ask.consequence =
        Words::tr("For at most %n minute(s) the server takes changes from this window; then it is "
                  "read-only again. Nothing is changed by unlocking.",
            nullptr, profile.unlockMinutes);
    ask.verb = Words::tr("Unlock for %n minute(s)", nullptr, profile.unlockMinutes);
    ask.typedName = safeText(profile.name); // as it is shown: control characters cannot be typed
    ask.destructive = false;
    auto *dialog =
        new ConfirmDialog(ask, {profile.environment, profile.name, profile.info.label()}, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName("unlockDialog"_L1);
    return dialog;
}

} // namespace gatehouse::ui
