// SQL to be read before it runs: coloured, redacted, never edited here.
#pragma once

#include <QFrame>
#include <QSyntaxHighlighter>

class QPlainTextEdit;
class QToolButton;

namespace gatehouse::ui {

class SqlPreview : public QFrame
{
    Q_OBJECT

public:
    explicit SqlPreview(QWidget *parent = nullptr);

    void setSql(
        const QString &sql); // long lines are split for display; copy() gives the whole, redacted
    void setWrapped(); // long lines go on below; for dialogs that have a button of their own to copy
    void copy();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QString m_sql;
    QPlainTextEdit *m_text = nullptr;
    QToolButton *m_copy = nullptr;
};

// Words, strings, dollar quotes, comments and numbers of PostgreSQL. Colours follow the theme.
class SqlHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    explicit SqlHighlighter(QTextDocument *document);

protected:
    void highlightBlock(const QString &line) override;

private:
    enum State { Plain = -1, InString = 1, InComment = 2, InDollar = 1000 };
    qsizetype leaveOpen(const QString &line);
    qsizetype token(const QString &line, qsizetype at);
    qsizetype quoted(const QString &line, qsizetype at, QChar quote, const QColor &colour);
    qsizetype dollar(const QString &line, qsizetype at);
    void paint(qsizetype from, qsizetype to, const QColor &colour, bool strong = false);
};

} // namespace gatehouse::ui
