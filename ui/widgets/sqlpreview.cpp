#include "ui/widgets/sqlpreview.h"

#include "base/redact.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plaintext.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QSet>
#include <QToolButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

const QSet<QString> &keywords()
{
    static const QSet<QString> words = [] {
        const QString list =
            u"select insert update delete from where and or not null is in into values set join "
            u"left "
            "right inner outer full cross on using group by order having limit offset as distinct "
            "union all except intersect with recursive create table view index unique concurrently "
            "drop alter add column constraint primary key foreign references default check schema "
            "begin commit rollback savepoint grant revoke to case when then else end exists "
            "between "
            "like ilike any some true false returning cascade restrict if materialized function "
            "trigger language returns declare lock truncate copy analyze vacuum explain show reset "
            "filter over partition window rows range asc desc nulls first last conflict do nothing "
            "interval cast array role only type sequence owner rename database current_timestamp"_s;
        const QStringList split = list.split(u' ', Qt::SkipEmptyParts);
        return QSet<QString>(split.cbegin(), split.cend());
    }();
    return words;
}

bool isWord(QChar c) { return c.isLetterOrNumber() || c == u'_'; }

} // namespace

SqlPreview::SqlPreview(QWidget *parent) : QFrame(parent)
{
    m_text = new QPlainTextEdit(this);
    m_text->setObjectName(u"sqlText"_s);
    m_text->setAccessibleName(tr("SQL"));
    m_text->setReadOnly(true);
    m_text->setFont(monoFont());
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setUndoRedoEnabled(false);
    m_text->setLayoutDirection(Qt::LeftToRight);
    auto *highlighter = new SqlHighlighter(m_text->document());
    connect(&Theme::current(), &Theme::changed, highlighter, &QSyntaxHighlighter::rehighlight);
    m_copy = makeIconButton(u"copy"_s, tr("Copy the SQL"), this, u"sqlCopy"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_text);
    connect(m_copy, &QToolButton::clicked, this, &SqlPreview::copy);
}

void SqlPreview::setSql(const QString &sql)
{
    m_sql = sql;
    m_text->setPlainText(displayLines(m_sql));
}

void SqlPreview::setWrapped()
{
    m_text->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_copy->hide();
}

void SqlPreview::copy() { QGuiApplication::clipboard()->setText(redact(m_sql)); }

void SqlPreview::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    const bool leftwards = layoutDirection() == Qt::RightToLeft;
    const QSize size = m_copy->sizeHint();
    m_copy->setGeometry(
        leftwards ? 14 : width() - size.width() - 14, 5, size.width(), size.height());
    m_copy->raise();
}

SqlHighlighter::SqlHighlighter(QTextDocument *document) : QSyntaxHighlighter(document) { }

void SqlHighlighter::paint(qsizetype from, qsizetype to, const QColor &colour, bool strong)
{
    QTextCharFormat format;
    format.setForeground(colour);
    if (strong)
        format.setFontWeight(QFont::DemiBold);
    setFormat(int(from), int(to - from), format);
}

void SqlHighlighter::highlightBlock(const QString &line)
{
    setCurrentBlockState(Plain);
    qsizetype at = leaveOpen(line);
    while (at < line.size())
        at = token(line, at);
}

// A string, comment or dollar quote of the line before may end here.
qsizetype SqlHighlighter::leaveOpen(const QString &line)
{
    const int before = previousBlockState();
    if (before == InComment) {
        const qsizetype end = line.indexOf(u"*/"_s);
        setCurrentBlockState(end < 0 ? InComment : Plain);
        paint(0, end < 0 ? line.size() : end + 2, tokens().muted);
        return end < 0 ? line.size() : end + 2;
    }
    if (before == InString)
        return quoted(line, -1, u'\'', tokens().good);
    if (before >= InDollar) {
        // Only the length of the tag fits the state; "$...$" of that length ends it.
        for (qsizetype at = line.indexOf(u'$'); at >= 0; at = line.indexOf(u'$', at + 1)) {
            const qsizetype end = at + before - InDollar + 1;
            if (end < line.size() && line.at(end) == u'$') {
                paint(0, end + 1, tokens().good);
                return end + 1;
            }
        }
        setCurrentBlockState(before);
        paint(0, line.size(), tokens().good);
        return line.size();
    }
    return 0;
}

qsizetype SqlHighlighter::token(const QString &line, qsizetype at)
{
    const Tokens &t = tokens();
    const QChar c = line.at(at);
    if (QStringView(line).mid(at).startsWith(u"--")) {
        paint(at, line.size(), t.muted);
        return line.size();
    }
    if (QStringView(line).mid(at).startsWith(u"/*")) {
        const qsizetype end = line.indexOf(u"*/"_s, at + 2);
        setCurrentBlockState(end < 0 ? InComment : Plain);
        paint(at, end < 0 ? line.size() : end + 2, t.muted);
        return end < 0 ? line.size() : end + 2;
    }
    if (c == u'\'')
        return quoted(line, at, c, t.good);
    if (c == u'"')
        return quoted(line, at, c, t.text);
    if (c == u'$')
        return dollar(line, at);
    if (!isWord(c))
        return at + 1;
    qsizetype end = at;
    while (end < line.size() && (isWord(line.at(end)) || (c.isDigit() && line.at(end) == u'.')))
        ++end;
    if (c.isDigit())
        paint(at, end, t.warn);
    else if (keywords().contains(line.mid(at, end - at).toLower()))
        paint(at, end, t.accentText, true);
    return end;
}

qsizetype SqlHighlighter::quoted(
    const QString &line, qsizetype at, QChar quote, const QColor &colour)
{
    for (qsizetype end = at + 1; end < line.size(); ++end) {
        if (line.at(end) != quote)
            continue;
        if (end + 1 < line.size() && line.at(end + 1) == quote) {
            ++end;
            continue;
        }
        paint(std::max<qsizetype>(0, at), end + 1, colour);
        return end + 1;
    }
    if (quote == u'\'')
        setCurrentBlockState(InString);
    paint(std::max<qsizetype>(0, at), line.size(), colour);
    return line.size();
}

qsizetype SqlHighlighter::dollar(const QString &line, qsizetype at)
{
    qsizetype tagEnd = at + 1;
    while (tagEnd < line.size() && isWord(line.at(tagEnd)))
        ++tagEnd;
    const bool parameter = at + 1 < line.size() && line.at(at + 1).isDigit();
    if (parameter || tagEnd >= line.size() || line.at(tagEnd) != u'$') {
        paint(at, tagEnd, tokens().warn);
        return tagEnd;
    }
    const QString tag = line.mid(at, tagEnd - at + 1);
    const qsizetype end = line.indexOf(tag, tagEnd + 1);
    if (end < 0)
        setCurrentBlockState(InDollar + int(tag.size()) - 2);
    paint(at, end < 0 ? line.size() : end + tag.size(), tokens().good);
    return end < 0 ? line.size() : end + tag.size();
}

} // namespace gatehouse::ui
