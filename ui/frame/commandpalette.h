// Ctrl+K: everything the window can do, found by a few letters and the keyboard alone (X3).
#pragma once

#include "ui/frame/palettemodel.h"

#include <QFrame>
#include <QPointer>

class QLineEdit;
class QListView;

namespace gatehouse::ui {

// Gives the lines of one kind (actions, pages, settings, ...) at the moment the palette opens.
using PaletteProvider = std::function<std::vector<PaletteEntry>()>;

// An overlay of its window, hidden until open(); gives the focus back where it was.
class CommandPalette : public QFrame
{
    Q_OBJECT

public:
    explicit CommandPalette(QWidget *window);
    void addProvider(PaletteProvider provider);
    void open(const QString &text = {});
    void close();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void place();
    void showMatches(const QString &text);
    void move(int rows);
    void runCurrent();

    std::vector<PaletteProvider> m_providers;
    PaletteModel *m_model;
    QWidget *m_shadow;
    QLineEdit *m_search;
    QListView *m_list;
    QPointer<QWidget> m_focusBefore;
};

} // namespace gatehouse::ui
