#include "ui/theme/plaintips.h"

#include "base/safetext.h"

#include <QAbstractItemView>
#include <QHeaderView>
#include <QHelpEvent>
#include <QTextDocument>
#include <QToolTip>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

// The tip that would be shown, for views the one of the item under the mouse.
QString tipOf(QWidget *widget, const QPoint &pos)
{
    auto *view = qobject_cast<QAbstractItemView *>(widget->parentWidget());
    if (!view || view->viewport() != widget || !view->model())
        return widget->toolTip();
    if (auto *header = qobject_cast<QHeaderView *>(view)) {
        const int section = header->logicalIndexAt(pos);
        return section < 0
            ? QString()
            : view->model()->headerData(section, header->orientation(), Qt::ToolTipRole).toString();
    }
    return view->indexAt(pos).data(Qt::ToolTipRole).toString();
}

// Made by plainToolTip(): its skeleton around a text without any markup. A text from outside that
// merely begins like the skeleton has a "<" inside.
bool isEscaped(const QString &tip)
{
    static const QString probe = plainToolTip(u"\u2603");
    static const QString head = probe.section(u'\u2603', 0, 0);
    static const QString tail = probe.section(u'\u2603', 1);
    if (head.isEmpty() || !tip.startsWith(head) || !tip.endsWith(tail)
        || tip.size() < head.size() + tail.size())
        return false;
    QString inside = tip.mid(head.size(), tip.size() - head.size() - tail.size());
    return !inside.remove(u"<br/>"_s).contains(u'<');
}

} // namespace

PlainTips::PlainTips(QObject *application) : QObject(application)
{
    application->installEventFilter(this);
}

bool PlainTips::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::ToolTip || !watched->isWidgetType())
        return QObject::eventFilter(watched, event);
    auto *widget = static_cast<QWidget *>(watched);
    auto *help = static_cast<QHelpEvent *>(event);
    const QString tip = tipOf(widget, help->pos());
    if (tip.isEmpty() || (!Qt::mightBeRichText(tip) && tip.size() <= kToolTipLength))
        return QObject::eventFilter(watched, event);
    QToolTip::showText(help->globalPos(), isEscaped(tip) ? tip : plainToolTip(tip), widget);
    return true;
}

} // namespace gatehouse::ui
