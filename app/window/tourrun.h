#pragma once

class QApplication;
class QString;

namespace gatehouse::ui {
class Desk;
}

namespace gatehouse::app {

// Saves the pictures in dir (made where missing), prints their paths, and does it once more at 200
// % in a child process. 0, or 2 when something could not be shown; each trouble is a line on
// stderr.
int runTour(QApplication &application, ui::Desk &desk, const QString &dir);

} // namespace gatehouse::app
