// What the command palette offers: one function for each kind of line.
#pragma once

#include "ui/page.h"

class QAction;

namespace gatehouse::ui {

class Desk;
class MainWindow;

std::vector<PaletteEntry> pageEntries(Page *page); // "the keys of this page"; none without a page
std::vector<PaletteEntry> actionEntries(const QList<QAction *> &ofWindow, const Page *page);
std::vector<PaletteEntry> settingEntries(MainWindow &window);
std::vector<PaletteEntry> connectionEntries(Desk &desk, MainWindow &window);

} // namespace gatehouse::ui
