#include "ui/frame/look.h"

#include "ui/frame/settingskeys.h"
#include "ui/theme/theme.h"
#include "ui/widgets/secretclipboard.h"

#include <QApplication>

namespace gatehouse::ui {

void applyLook(const SettingsFile &store)
{
    const auto scheme = schemeFromId(read(store, settings::kTheme)).value_or(Scheme::System);
    static bool applied = false; // a switch repaints every window: not for a spin box
    if (!applied || Theme::current().scheme() != scheme)
        Theme::apply(*qApp, scheme);
    applied = true;
    Theme::current().setComfortable(read(store, settings::kDensity) == "comfortable"_L1);
    SecretClipboard::instance().setClearAfter(read(store, settings::kClipboardSeconds) * 1000);
}

} // namespace gatehouse::ui
