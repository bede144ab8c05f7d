// Covers a list or panel while it has nothing to show: loading, empty, no right, or an error.
#pragma once

#include "base/result.h"

#include <QWidget>

namespace gatehouse::ui {

class EmptyState;
class ErrorView;

// A child of what it covers; follows its size. clear() uncovers. Loading draws the outline of rows
// at once, without animation, so that it costs nothing.
class Overlay : public QWidget
{
    Q_OBJECT

public:
    enum class State { None, Loading, Empty, Error };

    explicit Overlay(QWidget *covered);

    void showLoading(const QString &what = {}); // translated, for the screen reader
    void showEmpty(const QString &iconName, const QString &title, const QString &advice,
        const QString &action = {});
    void showNoRight(const QString &sentence); // says which right is missing and who can give it
    void showError(const QString &title, const Error &error);
    void clear();
    State state() const { return m_state; }

Q_SIGNALS:
    void actionTriggered(); // of the empty state
    void retryRequested();  // of the error
    void stateChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void enter(State state);
    void fit();

    State m_state = State::None;
    EmptyState *m_empty = nullptr;
    ErrorView *m_error = nullptr;
};

} // namespace gatehouse::ui
