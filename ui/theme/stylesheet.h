#pragma once

#include <QString>

namespace gatehouse::ui {

struct Tokens;

// The one style sheet of the application, written from the tokens. Widgets choose a variant by the
// properties "kind" (buttons, see ui/widgets/button.h) and "card" (frames, see ui/widgets/card.h).
QString styleSheet(const Tokens &tokens);

} // namespace gatehouse::ui
