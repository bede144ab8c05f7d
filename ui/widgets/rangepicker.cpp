#include "ui/widgets/rangepicker.h"

#include "base/clock.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"

#include <QDateTimeEdit>
#include <QFormLayout>
#include <QMenu>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 kHour = 3600LL * 1000;
constexpr qint64 kOffered[] = {kHour, 24 * kHour, 7 * 24 * kHour, 30 * 24 * kHour};

} // namespace

RangePicker::RangePicker(QWidget *parent) : QPushButton(parent)
{
    setObjectName(u"rangePicker"_s);
    setAutoDefault(false);
    setProperty("menu", true);
    auto *menu = new QMenu(this);
    for (qint64 ms : kOffered) {
        const TimeRange range = TimeRange::last(ms);
        QAction *action = menu->addAction(rangeText(range, m_zone));
        action->setObjectName(u"range-"_s + rangeId(range));
        connect(action, &QAction::triggered, this, [this, range] { choose(range); });
    }
    menu->addSeparator();
    QAction *custom = menu->addAction(tr("From … to …"));
    custom->setObjectName(u"range-custom"_s);
    connect(custom, &QAction::triggered, this, &RangePicker::openCustom);
    setMenu(menu);
    updateText();
}

void RangePicker::setRange(const TimeRange &range)
{
    m_range = range;
    updateText();
}

void RangePicker::setZone(const QTimeZone &zone)
{
    m_zone = zone;
    updateText();
}

void RangePicker::choose(const TimeRange &range)
{
    if (range == m_range)
        return;
    setRange(range);
    Q_EMIT rangeChanged(m_range);
}

void RangePicker::updateText()
{
    const QString text = rangeText(m_range, m_zone);
    setText(text);
    setAccessibleName(tr("Time range: %1").arg(text));
}

void RangePicker::openCustom()
{
    auto *form = new RangeForm(m_range.resolve(Clock::system().now()), m_zone, this);
    connect(form, &RangeForm::accepted, this, &RangePicker::choose);
    form->adjustSize();
    form->move(mapToGlobal(QPoint(width() - form->width(), height() + space::kTiny)));
    form->show();
}

RangeForm::RangeForm(const TimeRange &start, const QTimeZone &zone, QWidget *parent)
    : QFrame(parent, Qt::Popup), m_zone(zone)
{
    setObjectName(u"rangeForm"_s);
    setProperty("card", true);
    setAttribute(Qt::WA_DeleteOnClose);
    m_from = makeEdit(start.from, tr("From"), u"rangeFrom"_s);
    m_to = makeEdit(start.to, tr("To"), u"rangeTo"_s);
    m_note = new PlainLabel(this);
    m_note->setObjectName(u"rangeNote"_s);
    m_apply = makeButton(tr("Apply"), ButtonKind::Primary, this, u"rangeApply"_s);
    auto *form = new QFormLayout(this);
    form->setContentsMargins(space::kMedium, space::kMedium, space::kMedium, space::kMedium);
    form->addRow(tr("&From"), m_from);
    form->addRow(tr("&To"), m_to);
    form->addRow(m_note);
    form->addRow(m_apply);
    connect(m_from, &QDateTimeEdit::dateTimeChanged, this, &RangeForm::check);
    connect(m_to, &QDateTimeEdit::dateTimeChanged, this, &RangeForm::check);
    connect(m_apply, &QPushButton::clicked, this, [this] {
        Q_EMIT accepted(TimeRange::between(typed(m_from), typed(m_to)));
        close();
    });
    check();
    m_from->setFocus();
}

// QDateTimeEdit of 6.4 knows no named zones: it shows the zone's wall time as if it were UTC.
QDateTimeEdit *RangeForm::makeEdit(
    const QDateTime &value, const QString &name, const QString &objectName)
{
    const QDateTime wall = value.toTimeZone(m_zone);
    auto *edit = new QDateTimeEdit(this);
    edit->setObjectName(objectName);
    edit->setAccessibleName(name);
    edit->setTimeSpec(Qt::UTC);
    edit->setDisplayFormat(u"yyyy-MM-dd HH:mm"_s);
    edit->setCalendarPopup(true);
    edit->setDateTime(QDateTime(wall.date(), wall.time(), Qt::UTC));
    return edit;
}

QDateTime RangeForm::typed(const QDateTimeEdit *edit) const
{
    return QDateTime(edit->date(), edit->time(), m_zone).toUTC();
}

void RangeForm::check()
{
    const bool good = typed(m_from) < typed(m_to);
    m_apply->setEnabled(good);
    m_note->setTone(good ? PlainLabel::Tone::Muted : PlainLabel::Tone::Bad);
    m_note->setText(good ? tr("Times are in %1.").arg(QString::fromLatin1(m_zone.id()))
                         : tr("“From” must be before “To”."));
}

} // namespace gatehouse::ui
