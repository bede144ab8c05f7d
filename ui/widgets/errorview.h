// An Error for people: what happened, why and what to do; the server's words folded below.
#pragma once

#include "base/result.h"

#include <QWidget>

class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace gatehouse::ui {

class IconLabel;
class PlainLabel;

class ErrorView : public QWidget
{
    Q_OBJECT

public:
    explicit ErrorView(QWidget *parent = nullptr);

    // `title` is a short translated term ("The keys could not be read"); error.text follows below.
    void setError(const QString &title, const Error &error);
    const Error &error() const { return m_error; }

Q_SIGNALS:
    void retryRequested(); // the button shows when error.retryable

private:
    void buildActions(QVBoxLayout *column);
    void unfold(bool open);

    Error m_error;
    IconLabel *m_picture = nullptr;
    PlainLabel *m_title = nullptr;
    PlainLabel *m_text = nullptr;
    QPlainTextEdit *m_detail = nullptr;
    QPushButton *m_fold = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_retry = nullptr;
};

} // namespace gatehouse::ui
