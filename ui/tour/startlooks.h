#pragma once

#include "ui/tour/tour.h"

#include <vector>

namespace gatehouse::ui {

class Desk;
class MainWindow;

// The start page of somebody with several connections, and its dialogs: the connection with each of
// its tabs, the password, the connections found in a file. `window` and `picture` are asked when
// the look is taken.
std::vector<TourLook> startLooks(
    Desk &desk, std::function<MainWindow *()> window, std::function<QImage(QDialog *)> picture);

} // namespace gatehouse::ui
