// Every component of the kit in its states, with invented data: for the eye, the tour and the
// tests.
#pragma once

#include <QStringList>
#include <QWidget>

class QAbstractItemModel;
class QTabWidget;

namespace gatehouse::ui {

// Needs no database; its texts are samples and not translated. sections() are the tabs;
// showSection() brings one to the front.
class Gallery : public QWidget
{
    Q_OBJECT

public:
    explicit Gallery(QWidget *parent = nullptr);

    QStringList sections() const;
    void showSection(int index);
    // The modal confirmation over production, not yet shown; the caller owns it.
    QWidget *makeConfirmation();

private:
    QTabWidget *m_tabs = nullptr;
};

namespace gallery {

// The pages, one function each; they live in galleryXxx.cpp.
QWidget *makeLists(QWidget *parent);
QWidget *makeFigures(QWidget *parent);
QWidget *makeDetails(QWidget *parent);
QWidget *makeControls(QWidget *parent);
QWidget *makeStates(QWidget *parent);

// The keys table of the drawings, as a model with all our roles.
QAbstractItemModel *makeKeysModel(QObject *parent);
// A believable day in 15 minute steps; deterministic in `seed`.
QList<double> makeDay(int points, double low, double high, unsigned seed);

} // namespace gallery

} // namespace gatehouse::ui
